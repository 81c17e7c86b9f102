package org.backplane.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void withoutTheOptionAllWordsAreHandedOn() throws Exception {
        var arguments = parse("linux.yaml", "memory=1G");
        assertEquals(Arguments.DEFAULT_FEATURES, arguments.features());
        assertEquals(List.of("linux.yaml", "memory=1G"), arguments.words());
    }

    @Test
    void anEmptyLineStartsTheDefaultFeatures() throws Exception {
        assertEquals(new Arguments(Arguments.DEFAULT_FEATURES, List.of()), parse());
    }

    @Test
    void theFeaturesAreThoseOfTheWordAfterTheOption() throws Exception {
        assertEquals(
                new Arguments(List.of("runtime", "core"), List.of("-S")), parse("--features", "runtime, core", "-S"));
    }

    @Test
    void theFeaturesMayFollowAnEqualsSign() throws Exception {
        assertEquals(
                new Arguments(List.of("runtime", "./mine.json"), List.of("-S")),
                parse("--features=runtime,./mine.json", "-S"));
    }

    @Test
    void aFeatureThatIsNamedTwiceCountsOnce() throws Exception {
        assertEquals(
                List.of("core", "runtime"),
                parse("--features", "core,runtime,core").features());
    }

    @Test
    void behindOtherWordsTheOptionIsNotTheLaunchers() throws Exception {
        var arguments = parse("-S", "--features", "core");
        assertEquals(Arguments.DEFAULT_FEATURES, arguments.features());
        assertEquals(List.of("-S", "--features", "core"), arguments.words());
    }

    @Test
    void theOptionAloneIsAnErrorThatSaysWhatIsMissing() {
        assertTrue(message("--features").startsWith("--features: expected the names of features"));
    }

    @Test
    void anEmptyNameIsAnError() {
        assertEquals("--features core,: a name is empty", message("--features", "core,"));
        assertEquals("--features : a name is empty", message("--features="));
    }

    private static Arguments parse(String... words) throws StartException {
        return Arguments.parse(List.of(words));
    }

    private static String message(String... words) {
        return String.valueOf(
                assertThrows(StartException.class, () -> parse(words)).getMessage());
    }
}
