/** The application that does with JMS and XA what the others do with OnEvent. */
package io.onevent.bench.app.jms;
