package org.backplane.testkit.machine;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Boots a machine for each parameter of type {@link Guest}, and ends it with the test. */
final class MachineExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace GUESTS = ExtensionContext.Namespace.create(MachineExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Guest.class;
    }

    @Override
    public Guest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var machine = parameter
                .findAnnotation(Machine.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getTestMethod(), Machine.class))
                .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), Machine.class))
                .orElseThrow(() -> new ParameterResolutionException("there is no @Machine for " + parameter));
        try {
            var guest = Guest.boot(machine);
            // the store closes what it holds when the test is over
            context.getStore(GUESTS).put(parameter.getIndex(), guest);
            return guest;
        } catch (IOException e) {
            throw new ParameterResolutionException(
                    Optional.ofNullable(e.getMessage()).orElse("no machine"), e);
        }
    }
}
