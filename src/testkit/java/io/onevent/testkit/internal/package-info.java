/** What the test kit is made of. */
package io.onevent.testkit.internal;
