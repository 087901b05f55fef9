package io.onevent.it.shop;

import jakarta.enterprise.context.Dependent;

/** Has its handler from its superclass, and a life of one run. */
@Dependent
public class InheritingHandler extends BaseHandler {}
