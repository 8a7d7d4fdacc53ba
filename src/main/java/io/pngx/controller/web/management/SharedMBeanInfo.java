package io.pngx.controller.web.management;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import javax.management.modelmbean.RequiredModelMBean;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.api.management.NotificationSenderAware;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.apache.camel.support.management.MixinRequiredModelMBean;

/**
 * Describes each class of MBeans only once. By default, Camel describes each of several hundred MBeans separately,
 * although all MBeans together have only about forty classes. The separate descriptions would take half of the startup
 * time, and most of the heap.
 */
public final class SharedMBeanInfo extends DefaultManagementMBeanAssembler {
    private final Map<Class<?>, ModelMBeanInfo> infos = new ConcurrentHashMap<>();

    private SharedMBeanInfo(CamelContext camel) {
        super(camel);
    }

    /** Makes Camel use this class. Must be called before the context initialises its management. */
    public static void install(CamelContext camel) {
        camel.getCamelContextExtension().setManagementMBeanAssembler(new SharedMBeanInfo(camel));
    }

    @Override
    public ModelMBean assemble(MBeanServer server, Object object, ObjectName name) throws JMException {
        if (object instanceof NotificationSenderAware || describesItself(object)) {
            return super.assemble(server, object, name);
        }
        ModelMBeanInfo info = infos.get(object.getClass());
        if (info == null) {
            info = assembler.getMBeanInfo(camelContext, object, null, name.toString());
            if (info == null) {
                return null;
            }
            infos.put(object.getClass(), info);
        }
        // Masks credentials in answers, like the class that Camel would use.
        RequiredModelMBean mbean = new MixinRequiredModelMBean(info, true, null, null);
        try {
            mbean.setManagedResource(object, "ObjectReference");
        } catch (InvalidTargetObjectTypeException e) {
            throw new JMException(e.getMessage());
        }
        return mbean;
    }

    /** Returns whether the component, endpoint or processor behind an MBean adds attributes of its own. */
    private static boolean describesItself(Object object) {
        return object instanceof ManagedInstance managed
                && managed.getInstance() != null
                && managed.getInstance().getClass().isAnnotationPresent(ManagedResource.class);
    }
}
