package org.backplane.core.board;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.backplane.api.backend.BlockDriver;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.cpu.CpuType;
import org.backplane.api.device.DeviceType;
import org.backplane.api.machine.MachineType;
import org.backplane.api.object.ObjectType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who uses what is offered by name: as long as there is somebody, its bundle has to stay. On the main loop. */
@Component(service = Users.class)
public final class Users {

    /** The types of services whose making is used on after they have made it. */
    public static final Set<Class<?>> LASTING = Set.of(
            MachineType.class, CpuType.class, DeviceType.class, ChardevType.class, BlockDriver.class, ObjectType.class);

    /** Those of them whose code can be replaced while what it has made is in use. */
    public static final Set<Class<?>> REPLACEABLE =
            Set.of(DeviceType.class, ChardevType.class, BlockDriver.class, ObjectType.class);

    private final Vm vm;
    private final Chardevs chardevs;
    private final BlockNodes blockNodes;
    private final UserObjects objects;

    @Activate
    public Users(
            @Reference Vm vm,
            @Reference Chardevs chardevs,
            @Reference BlockNodes blockNodes,
            @Reference UserObjects objects) {
        this.vm = vm;
        this.chardevs = chardevs;
        this.blockNodes = blockNodes;
        this.objects = objects;
    }

    /**
     * Those that use what a service has made.
     *
     * @param type one of {@link #LASTING}
     * @param name the service's name
     * @return what to call them in a message, best a path of the object tree
     */
    public List<String> of(Class<?> type, String name) {
        var users = new ArrayList<String>();
        if (type == ChardevType.class) {
            chardevs.types().forEach((id, its) -> addIf(its.equals(name), chardev(id), users));
        } else if (type == BlockDriver.class) {
            blockNodes.drivers().forEach((node, its) -> addIf(its.equals(name), blockNode(node), users));
        } else if (type == ObjectType.class) {
            objects.types().forEach((id, its) -> addIf(its.equals(name), object(id), users));
        } else {
            vm.users(type, name).forEach(users::add);
        }
        return users;
    }

    static String chardev(String id) {
        return "/chardevs/" + id;
    }

    static String blockNode(String name) {
        return "block node " + name;
    }

    static String object(String id) {
        return "/objects/" + id;
    }

    private static void addIf(boolean condition, String user, List<String> users) {
        if (condition) {
            users.add(user);
        }
    }
}
