/**
 * One run of one event and its end. A transactional run ends its event in the handler's own transaction; all others,
 * failed ones among them, are put into {@code EndQueue}, whose ends are written many in one commit.
 */
package io.onevent.internal.drain.run;
