/** An application under the test kit's hands. */
package io.onevent.kit.app;
