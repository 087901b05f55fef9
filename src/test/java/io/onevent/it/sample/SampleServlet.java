package io.onevent.it.sample;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Places an order with the sample of the README, which is not there when this is compiled. */
@WebServlet("/place")
public class SampleServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            Class<?> orders = Class.forName("shop.Orders");
            Object id = orders.getMethod("place", String.class)
                    .invoke(CDI.current().select(orders).get(), "umbrella");
            response.getWriter().print(id);
        } catch (ReflectiveOperationException wrong) {
            throw new ServletException(wrong);
        }
    }
}
