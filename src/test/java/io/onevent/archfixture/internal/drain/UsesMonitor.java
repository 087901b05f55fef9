package io.onevent.archfixture.internal.drain;

import io.onevent.archfixture.internal.monitor.UsesTidy;

/** A drain that watches itself. */
public class UsesMonitor {
    UsesTidy field;
}
