package io.onevent.archfixture.internal.monitor;

import io.onevent.archfixture.internal.tidy.UsesDrain;

/** A monitor that tidies. */
public class UsesTidy {
    UsesDrain field;
}
