package io.onevent.archfixture.internal.monitor;

import io.onevent.archfixture.internal.operate.UsesDrain;

/** A monitor that operates. */
public class UsesOperate {
    UsesDrain field;
}
