package io.onevent.it.app;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A page that uses the clerk as a web application does. */
@WebServlet("/clerk")
public class ClerkServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Clerk clerk;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print("open " + clerk.isOpen());
    }
}
