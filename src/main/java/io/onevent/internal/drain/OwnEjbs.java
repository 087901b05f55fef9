package io.onevent.internal.drain;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;

/**
 * Fails the deployment if the server makes beans of the library, but no EJBs: without these the application would publish, and
 * handle nothing, in silence. Seen on WildFly with the JAR in the lib folder of an EAR.
 */
public class OwnEjbs implements Extension {

    void validate(@Observes AfterDeploymentValidation event, BeanManager beans) {
        if (!beans.getBeans(Engine.class).isEmpty()
                && beans.getBeans(LeaseTimer.class).isEmpty()) {
            DeploymentException problem = new DeploymentException(
                    "ONEVENT-216: the EJBs of OnEvent are not there, so no event would be handled:"
                            + " put the JAR into WEB-INF/lib of a WAR, or list it as an EJB module of an EAR; in EAR/lib,"
                            + " or on a server without EJBs, it cannot work");
            problem.setStackTrace(new StackTraceElement[0]);
            event.addDeploymentProblem(problem);
        }
    }
}
