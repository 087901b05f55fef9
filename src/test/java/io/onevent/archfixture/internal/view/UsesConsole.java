package io.onevent.archfixture.internal.view;

/** The library knows the console, which may be missing. */
class UsesConsole {
    io.onevent.archfixture.console.Page forbidden;
}
