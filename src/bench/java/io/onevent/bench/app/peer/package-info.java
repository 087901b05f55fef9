/** The application in which transactional-event does what OnEvent does. */
package io.onevent.bench.app.peer;
