package io.onevent.internal.drain;

import io.onevent.internal.discover.OutsideServer;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessSessionBean;

/**
 * Fails the deployment if the library is there twice, or if the server makes beans of the library, but no EJBs: without
 * these the application would publish, and handle nothing, in silence. Seen on WildFly with the JAR in the lib folder
 * of an EAR. GlassFish and Payara make EJBs there that are no beans, which fails too, but does not say why. They show
 * this extension no beans when it asks for them: so it watches.
 */
public class EjbCheck implements Extension {

    private int engines;
    private boolean hasEjbs;

    void watch(@Observes ProcessManagedBean<Engine> engine) {
        engines++;
    }

    void watch(@Observes ProcessSessionBean<LeaseTimer> timer) {
        hasEjbs = true;
    }

    /** The container would name sixteen ambiguous beans, and not the reason. */
    void refuseTwo(@Observes AfterBeanDiscovery event) {
        if (engines > 1) {
            event.addDefinitionError(problem("ONEVENT-217: the application has the JAR of OnEvent " + engines
                    + " times: leave one of them in WEB-INF/lib"));
        }
    }

    void validate(@Observes AfterDeploymentValidation event) {
        if (engines > 0 && !hasEjbs && !OutsideServer.isOfTestKit()) {
            event.addDeploymentProblem(
                    problem("ONEVENT-216: the EJBs of OnEvent are not there, so no event would be handled:"
                            + " put the JAR into WEB-INF/lib of a WAR, whose <absolute-ordering> must have it, or list it as an EJB module of an EAR; in EAR/lib,"
                            + " or on a server without EJBs, it cannot work"));
        }
    }

    private static DeploymentException problem(String message) {
        DeploymentException problem = new DeploymentException(message);
        problem.setStackTrace(new StackTraceElement[0]);
        return problem;
    }
}
