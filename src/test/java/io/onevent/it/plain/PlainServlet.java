package io.onevent.it.plain;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What an application without OnEvent is asked. */
@WebServlet("/test/*")
public class PlainServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient PlainRows rows;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        rows.write();
        response.setContentType("text/plain");
        response.getWriter().println("pong");
    }
}
