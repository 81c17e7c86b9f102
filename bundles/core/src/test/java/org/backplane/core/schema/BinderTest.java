package org.backplane.core.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Inline;
import org.backplane.api.Name;
import org.backplane.api.OptionName;
import org.backplane.api.Range;
import org.backplane.api.Rest;
import org.backplane.api.VariantsOf;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request.Form;
import org.junit.jupiter.api.Test;

class BinderTest {
    enum Colour {
        DARK_RED,
        BLUE
    }

    record Inner(String name, @Default("7") int weight) {}

    record Outer(
            String driver,
            @Name("read-only") @Default("off") boolean readOnly,
            Optional<DataSize> size,
            @Range(min = 1, max = 8) @Default("1") int cpus,
            @Default("blue") Colour colour,
            Optional<Inner> inner,
            @Default("") List<String> names) {}

    record Open(
            String type,

            @Rest @VariantsOf(value = Comparable.class, tag = "type")
            Map<String, Object> rest) {}

    record Nested(
            String type,

            @Default("{}") @VariantsOf(value = Comparable.class, tag = "type")
            Map<String, Object> data) {}

    record Inlined(
            String type,

            @Inline @Default("{}") @VariantsOf(value = Comparable.class, tag = "type")
            Map<String, Object> data) {}

    record Flat(
            String id,
            @Inline Inlined backend,
            @OptionName("path") Optional<String> out) {}

    static Class<? extends Record> branch(Class<?> service, String name) {
        if (name.equals("inner")) {
            return Inner.class;
        }
        throw CommandException.failed("thing '%s' not found".formatted(name));
    }

    static <T extends Record> T bind(Class<T> type, Form form, Map<String, Object> tree) {
        return new Binder(form, BinderTest::branch).bind(type, tree);
    }

    static CommandException refused(Class<? extends Record> type, Form form, Map<String, Object> tree) {
        return assertThrows(CommandException.class, () -> bind(type, form, tree));
    }

    @Test
    void absentMembersTakeTheirDefaults() {
        var outer = bind(Outer.class, Form.TYPED, Map.of("driver", "x"));
        assertEquals(new Outer("x", false, Optional.empty(), 1, Colour.BLUE, Optional.empty(), List.of()), outer);
    }

    @Test
    void wordsAreReadByTheTypeThatIsAskedFor() {
        var outer = bind(
                Outer.class,
                Form.WORDS,
                Map.of("driver", "5", "read-only", "on", "size", "2G", "cpus", "0x4", "colour", "dark-red"));
        assertEquals(
                new Outer(
                        "5",
                        true,
                        Optional.of(new DataSize(2L << 30)),
                        4,
                        Colour.DARK_RED,
                        Optional.empty(),
                        List.of()),
                outer);
    }

    @Test
    void typedValuesAreNotConverted() {
        var error = refused(Outer.class, Form.TYPED, Map.of("driver", "x", "read-only", "on"));
        assertEquals("Invalid parameter type for 'read-only', expected: boolean", error.message());
        assertEquals(List.of("read-only"), error.path());
        assertEquals(
                "Invalid parameter type for 'driver', expected: string",
                refused(Outer.class, Form.TYPED, Map.of("driver", 5L)).message());
        assertEquals(
                "Invalid parameter type for 'cpus', expected: integer",
                refused(Outer.class, Form.TYPED, Map.of("driver", "x", "cpus", 1.5))
                        .message());
    }

    @Test
    void aMissingMemberIsNamed() {
        var error = refused(Outer.class, Form.TYPED, Map.of());
        assertEquals("Parameter 'driver' is missing", error.message());
    }

    @Test
    void anUnexpectedMemberIsNamedWithThoseThatAreExpected() {
        var error = refused(Inner.class, Form.TYPED, Map.of("name", "x", "nmae", "y"));
        assertEquals("Parameter 'nmae' is unexpected; expected: name, weight", error.message());
        assertEquals(List.of("nmae"), error.path());
    }

    @Test
    void anInnerMemberIsNamedByItsPath() {
        var error = refused(Outer.class, Form.TYPED, Map.of("driver", "x", "inner", Map.of("name", 1L)));
        assertEquals("Invalid parameter type for 'inner.name', expected: string", error.message());
        assertEquals(List.of("inner", "name"), error.path());
    }

    @Test
    void boundsAreNamed() {
        assertEquals(
                "Parameter 'cpus' expects an integer from 1 to 8",
                refused(Outer.class, Form.TYPED, Map.of("driver", "x", "cpus", 9L))
                        .message());
        assertEquals(
                "Parameter 'cpus' expects an integer from 1 to 8",
                refused(Outer.class, Form.TYPED, Map.of("driver", "x", "cpus", BigInteger.ONE.shiftLeft(64)))
                        .message());
    }

    @Test
    void aSizeIsNeitherNegativeNorBeyondAllMeasure() {
        assertEquals(
                "Parameter 'size': expected a size such as 4096, 512M or 2G, not '-1'",
                refused(Outer.class, Form.TYPED, Map.of("driver", "x", "size", -1L))
                        .message());
        assertEquals(
                "Parameter 'size': expected a size below 8E, not '9E'",
                refused(Outer.class, Form.WORDS, Map.of("driver", "x", "size", "9E"))
                        .message());
    }

    @Test
    void anEnumListsItsValues() {
        assertEquals(
                "Parameter 'colour' does not accept value 'green'; expected: dark-red, blue",
                refused(Outer.class, Form.TYPED, Map.of("driver", "x", "colour", "green"))
                        .message());
    }

    @Test
    void nullIsNoValue() {
        var tree = new HashMap<String, Object>();
        tree.put("driver", null);
        assertEquals(
                "Invalid parameter type for 'driver', expected: string",
                refused(Outer.class, Form.TYPED, tree).message());
    }

    @Test
    void theRestIsCheckedByTheBranchThatTheTagNames() {
        var open = bind(Open.class, Form.WORDS, Map.of("type", "inner", "name", "a", "weight", "12"));
        assertEquals(new Open("inner", Map.of("name", "a", "weight", 12L)), open);
        assertEquals(
                "Parameter 'colour' is unexpected; expected: name, weight",
                refused(Open.class, Form.WORDS, Map.of("type", "inner", "name", "a", "colour", "12"))
                        .message());
    }

    @Test
    void anUnknownBranchIsAnErrorOfTheTag() {
        var error = refused(Open.class, Form.WORDS, Map.of("type", "nope"));
        assertEquals("thing 'nope' not found", error.message());
        assertEquals(List.of("type"), error.path());
    }

    @Test
    void aBranchThatIsNotGivenIsCheckedToo() {
        var error = refused(Nested.class, Form.TYPED, Map.of("type", "inner"));
        assertEquals("Parameter 'data.name' is missing", error.message());
    }

    @Test
    void inWordsTheMembersOfAnInlinedOneStandAmongThoseAroundIt() {
        var flat = new Flat("c", new Inlined("inner", Map.of("name", "n", "weight", 3L)), Optional.of("p"));
        assertEquals(
                flat,
                bind(
                        Flat.class,
                        Form.WORDS,
                        Map.of("type", "inner", "id", "c", "name", "n", "weight", "3", "path", "p")));
        var named = Map.<String, Object>of("type", "inner", "data", Map.of("name", "n", "weight", "3"));
        assertEquals(flat, bind(Flat.class, Form.WORDS, Map.of("id", "c", "backend", named, "out", "p")));
    }

    @Test
    void anErrorInAnInlinedOneNamesWhatWasWritten() {
        assertEquals(
                "Parameter 'wieght' is unexpected; expected: name, weight",
                assertThrows(
                                CommandException.class,
                                () -> bind(
                                        Flat.class,
                                        Form.WORDS,
                                        Map.of("type", "inner", "id", "c", "name", "n", "wieght", "3")))
                        .message());
    }

    @Test
    void asDataAnInlinedOneIsLikeAnyOther() {
        var typed = Map.<String, Object>of("type", "inner", "id", "c", "name", "n");
        assertEquals(
                "Parameter 'backend' is missing",
                assertThrows(CommandException.class, () -> bind(Flat.class, Form.TYPED, typed))
                        .message());
    }

    @Test
    void allErrorsAreFoundAndOneOfAMember() {
        var error = assertThrows(
                CommandException.class, () -> bind(Open.class, Form.TYPED, Map.of("type", 7L, "name", 1L)));
        assertEquals("Invalid parameter type for 'type', expected: string", error.message());
        assertEquals(0, error.getSuppressed().length);
        var more = assertThrows(
                CommandException.class, () -> bind(Inner.class, Form.TYPED, Map.of("weight", "a", "x", 1L)));
        assertEquals("Parameter 'name' is missing", more.message());
        assertEquals(
                List.of(
                        "Invalid parameter type for 'weight', expected: integer",
                        "Parameter 'x' is unexpected; expected: name, weight"),
                Stream.of(more.getSuppressed()).map(Throwable::getMessage).toList());
    }
}
