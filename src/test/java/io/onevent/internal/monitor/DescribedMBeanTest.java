package io.onevent.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.OpenType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a console shows of the queue before anything is called. */
class DescribedMBeanTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private ObjectName name;
    private MBeanInfo info;

    @BeforeEach
    void register() throws Exception {
        name = new ObjectName("io.onevent:type=EventQueue");
        EventQueueMXBean bean = (EventQueueMXBean) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EventQueueMXBean.class}, DescribedMBeanTest::answer);
        server.registerMBean(new DescribedMBean<>(bean, EventQueueMXBean.class), name);
        info = server.getMBeanInfo(name);
    }

    private static Object answer(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
        return method.getName().equals("listDead") ? List.of(arguments[0] + " " + arguments[1]) : null;
    }

    private Stream<MBeanParameterInfo> parameters() {
        return Arrays.stream(info.getOperations()).flatMap(operation -> Arrays.stream(operation.getSignature()));
    }

    @Test
    void each_parameter_has_a_name_of_its_own() {
        assertThat(info.getOperations()).hasSize(15);
        assertThat(parameters()).isNotEmpty().allSatisfy(parameter -> assertThat(parameter.getName())
                .matches("[a-z]{2,}"));
        assertThat(signature("listDead"))
                .extracting(MBeanParameterInfo::getName)
                .containsExactly("name", "most");
    }

    @Test
    void everything_is_described_in_words() {
        List<String> descriptions = new ArrayList<>(List.of(info.getDescription()));
        for (MBeanAttributeInfo attribute : info.getAttributes()) {
            descriptions.add(attribute.getDescription());
        }
        for (MBeanOperationInfo operation : info.getOperations()) {
            descriptions.add(operation.getDescription());
        }
        parameters().forEach(parameter -> descriptions.add(parameter.getDescription()));
        assertThat(descriptions).allMatch(text -> text.matches("[A-Z].* .*[.]"));
    }

    @Test
    void an_operation_that_only_looks_says_so() {
        assertThat(Arrays.stream(info.getOperations())
                        .filter(operation -> operation.getImpact() == MBeanOperationInfo.INFO))
                .extracting(MBeanOperationInfo::getName)
                .containsExactlyInAnyOrder("explain", "listDead", "listWaiting");
        assertThat(Arrays.stream(info.getOperations())
                        .filter(operation -> operation.getImpact() == MBeanOperationInfo.ACTION))
                .hasSize(12);
    }

    @Test
    void it_still_is_an_MXBean() throws Exception {
        assertThat(info.getDescriptor().getFieldValue("mxbean")).isEqualTo("true");
        assertThat(info.getOperations())
                .allMatch(operation -> operation.getDescriptor().getFieldValue("openType") instanceof OpenType);
        assertThat(info.getAttributes())
                .allMatch(attribute -> attribute.getDescriptor().getFieldValue("openType") instanceof OpenType);
        assertThat((String[]) server.invoke(
                        name, "listDead", new Object[] {"order", 3}, new String[] {"java.lang.String", "int"}))
                .containsExactly("order 3");
    }

    private MBeanParameterInfo[] signature(String operation) {
        return Arrays.stream(info.getOperations())
                .filter(each -> each.getName().equals(operation))
                .findFirst()
                .orElseThrow()
                .getSignature();
    }
}
