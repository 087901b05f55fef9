package io.onevent.archfixture.console;

/** What only the console may know. */
public class Page {}
