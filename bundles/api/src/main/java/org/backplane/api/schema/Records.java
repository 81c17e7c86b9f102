package org.backplane.api.schema;

import java.lang.reflect.ParameterizedType;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.backplane.api.command.Request;
import org.osgi.annotation.versioning.ProviderType;

/** Reads values against records, with the error texts of QMP; how a transport reads what is no command. */
@ProviderType
public interface Records {

    /** The schema of a record. */
    Schema.Struct schema(Class<? extends Record> type);

    /** The branches that an open union has at this moment, by their names. */
    SortedMap<String, Schema.Struct> branches(Schema.Open union);

    /**
     * Makes a record of a neutral tree.
     *
     * @throws org.backplane.api.command.CommandException if it does not fit; the path leads to the member
     */
    <T extends Record> T bind(Class<T> type, Map<String, Object> tree, Request.Form form);

    /**
     * The properties record of a service: what its class gives as the first type argument to a generic interface, as
     * in {@code implements MachineType<Properties>}.
     *
     * @throws IllegalArgumentException if its class does not say so
     */
    static Class<? extends Record> propertiesOf(Object service, Class<?> generic) {
        return propertiesOf(service.getClass(), generic);
    }

    /**
     * The properties record of services of a class.
     *
     * @throws IllegalArgumentException if the class does not say so
     */
    static Class<? extends Record> propertiesOf(Class<?> service, Class<?> generic) {
        return Stream.<Class<?>>iterate(service, Class::getSuperclass)
                .takeWhile(type -> type != null && type != Object.class)
                .flatMap(type -> Stream.of(type.getGenericInterfaces()))
                .filter(type -> type instanceof ParameterizedType p && p.getRawType() == generic)
                .map(type -> ((ParameterizedType) type).getActualTypeArguments()[0])
                .filter(argument -> argument instanceof Class<?> c && c.isRecord())
                .<Class<? extends Record>>map(argument -> ((Class<?>) argument).asSubclass(Record.class))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s does not say which record its properties are".formatted(service)));
    }
}
