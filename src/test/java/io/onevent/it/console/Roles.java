package io.onevent.it.console;

import jakarta.annotation.security.DeclareRoles;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;

/** Declares the roles of the application, as Open Liberty wants it: what the console declares by itself it does not see. */
@WebServlet("/roles")
@DeclareRoles({"viewer", "operator", "payload"})
public class Roles extends HttpServlet {

    private static final long serialVersionUID = 1L;
}
