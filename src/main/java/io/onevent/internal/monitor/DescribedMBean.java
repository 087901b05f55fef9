package io.onevent.internal.monitor;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.StandardMBean;

/**
 * An MXBean that says of itself what its interface is {@link Described} as; methods of one name there would be taken
 * for each other.
 */
final class DescribedMBean<T> extends StandardMBean {

    DescribedMBean(T bean, Class<T> type) {
        super(bean, type, true);
    }

    @Override
    protected String getDescription(MBeanInfo bean) {
        return getMBeanInterface().getAnnotation(Described.class).value();
    }

    @Override
    protected String getDescription(MBeanAttributeInfo attribute) {
        return of(method((attribute.isIs() ? "is" : "get") + attribute.getName()))
                .value();
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation) {
        return of(method(operation.getName())).value();
    }

    @Override
    protected int getImpact(MBeanOperationInfo operation) {
        return of(method(operation.getName())).onlyLooks() ? MBeanOperationInfo.INFO : MBeanOperationInfo.ACTION;
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation, MBeanParameterInfo parameter, int index) {
        return parameter(operation, index).value();
    }

    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int index) {
        return parameter(operation, index).name();
    }

    private Described parameter(MBeanOperationInfo operation, int index) {
        Parameter parameter = method(operation.getName()).getParameters()[index];
        return parameter.getAnnotation(Described.class);
    }

    private static Described of(Method method) {
        return method.getAnnotation(Described.class);
    }

    private Method method(String name) {
        return Arrays.stream(getMBeanInterface().getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
