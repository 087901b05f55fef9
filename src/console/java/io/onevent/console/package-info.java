/**
 * The console: pages for operators at {@code /onevent} of the web application that has this JAR beside OnEvent's.
 *
 * <p>A request goes {@link io.onevent.console.ConsoleServlet} → {@link io.onevent.console.Gate}, which makes a {@link
 * io.onevent.console.Visitor} of it or refuses it → a page, or {@link io.onevent.console.Posts} for what is to be done →
 * {@link io.onevent.console.Desk}, which alone reaches the queue and asks for the visitor's right at each verb. A page
 * is written through {@link io.onevent.console.Html}, which escapes all that is not one of its own tags. Of OnEvent it
 * uses the API and {@code io.onevent.internal.view}.
 */
package io.onevent.console;
