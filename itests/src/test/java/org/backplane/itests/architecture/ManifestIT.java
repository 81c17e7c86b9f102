package org.backplane.itests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Constants;

/** The kinds of bundle are told apart by their manifests alone. */
class ManifestIT {
    private static final String COMPONENTS = "Service-Component";

    static List<Module> bundles() {
        return Module.all();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void folderBundleAndPackagesShareAName(Module bundle) {
        assertEquals(Optional.of(bundle.name()), bundle.header(Constants.BUNDLE_SYMBOLICNAME));
        assertEquals(
                List.of(),
                bundle.packages()
                        .filter(name ->
                                name.startsWith("org.backplane.")) // what a bundle takes from libraries is its own
                        .filter(name -> !bundle.has(name))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void whatIsThereToCompileAgainstIsExportedAndHoldsNoComponent(Module bundle) {
        boolean offersCode = switch (bundle.kind()) {
            case API, LIBRARY, TRANSLATOR, TESTKIT -> true;
            case CORE, PLUG_IN -> false;
        };
        assertEquals(offersCode, bundle.header(Constants.EXPORT_PACKAGE).isPresent(), Constants.EXPORT_PACKAGE);
        assertEquals(!offersCode, bundle.header(COMPONENTS).isPresent(), COMPONENTS);
    }
}
