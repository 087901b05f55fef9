package io.onevent.archfixture.internal.publish;

import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.TimerService;

/** EJBs outside the drain. */
class IsEjb {

    @Singleton
    static class ByClass {}

    static class ByMethod {
        @jakarta.ejb.Timeout
        void timeout() {}
    }

    static class ByField {
        @jakarta.ejb.EJB
        Object field;
    }

    static class ByType {
        @Resource
        TimerService field;
    }
}
