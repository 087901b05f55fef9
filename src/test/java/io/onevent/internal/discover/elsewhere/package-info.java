/** Not the package of the beans in the tests of the package above. */
package io.onevent.internal.discover.elsewhere;
