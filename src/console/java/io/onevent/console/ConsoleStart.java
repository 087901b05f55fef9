package io.onevent.console;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/** Adds the console's servlet to a web application whose configuration wants it, and nothing to any other. */
public class ConsoleStart implements ServletContainerInitializer {

    static final String PATH = "/onevent";

    private static final String NAME = "onevent-console";

    /** Called by the servlet container. */
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext application) throws ServletException {
        try {
            start(application, ConsoleSettings.read(ConfigProvider.getConfig()));
        } catch (IllegalArgumentException wrong) {
            // Not every server prints what an initializer throws as a whole.
            ConsoleLog.notDeployed(wrong.getMessage());
            throw new ServletException(wrong.getMessage(), wrong);
        }
    }

    static void start(ServletContext application, ConsoleSettings settings) {
        if (!settings.enabled()) {
            return;
        }
        refuseStranger();
        String place = application.getContextPath() + PATH;
        ServletRegistration.Dynamic console = application.addServlet(NAME, new ConsoleServlet(settings));
        if (console == null || !console.addMapping(PATH, PATH + "/*").isEmpty()) {
            throw new IllegalArgumentException("ONEVENT-128: the application has a servlet at " + PATH
                    + " or named " + NAME + ", where the console would be: give it another place, or set"
                    + " onevent.console.enabled=false");
        }
        console.setLoadOnStartup(1);
        // What no descriptor declares is no role for some servers.
        application.declareRoles(settings.roles().toArray(String[]::new));
        if (settings.open()) {
            ConsoleLog.isOpen(place);
        }
        if (!settings.roles().isEmpty()) {
            ConsoleLog.isThere(place, settings.roles());
        } else if (!settings.open()) {
            ConsoleLog.isForNobody(place);
        }
    }

    private static void refuseStranger() {
        try {
            Class.forName("io.onevent.internal.view.OperatorsView", false, ConsoleStart.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new IllegalArgumentException(
                    "ONEVENT-129: the console's JAR is there without OnEvent's of the same version: put both into"
                            + " WEB-INF/lib",
                    missing);
        }
    }
}
