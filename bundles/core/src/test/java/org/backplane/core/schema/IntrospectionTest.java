package org.backplane.core.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.backplane.api.Alternate;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Name;
import org.backplane.api.Range;
import org.backplane.api.Rest;
import org.backplane.api.VariantsOf;
import org.junit.jupiter.api.Test;

class IntrospectionTest {
    record Simple(
            String text,
            Optional<Boolean> flag,
            @Default("1") @Range(min = 1, max = 8) int number,
            DataSize size) {}

    enum Colour {
        RED,
        DARK_BLUE
    }

    record Colours(Colour first, List<Colour> more) {}

    sealed interface Shape {
        @Name("circle")
        record Circle(double radius) implements Shape {}

        @Name("nothing")
        record Nothing() implements Shape {}
    }

    @Alternate
    sealed interface NumberOrText {
        record ANumber(long number) implements NumberOrText {}

        record AText(String text) implements NumberOrText {}
    }

    record Unions(Shape shape, NumberOrText either) {}

    record Flat(
            String kind,

            @Rest @VariantsOf(value = Colour.class, tag = "kind")
            Map<String, Object> rest) {}

    record Nested(
            String kind,

            @Default("") @VariantsOf(value = Colour.class, tag = "kind")
            Map<String, Object> data) {}

    private final Introspection introspection = new Introspection(_ -> new TreeMap<>(
            Map.of("one", SchemaReader.struct(Simple.class), "two", SchemaReader.struct(Shape.Nothing.class))));

    @Test
    void membersHaveTypesAndTheOptionalOnesANullForDefault() {
        assertEquals(
                List.of(
                        Map.of("name", "text", "type", "str"),
                        optional("flag", "bool"),
                        optional("number", "int"),
                        Map.of("name", "size", "type", "int")),
                describe(Simple.class).get("members"));
    }

    private static Map<String, Object> optional(String name, String type) {
        var member = new TreeMap<String, Object>();
        member.put("name", name);
        member.put("type", type);
        member.put("default", null);
        return member;
    }

    @Test
    void anEnumIsDescribedOnceAndHasAnArray() {
        var members = items(describe(Colours.class), "members");
        var first = type(members.get(0));
        var more = type(members.get(1));
        assertEquals(List.of("red", "dark-blue"), info(first).get("values"));
        assertEquals("[" + first + "]", more);
        assertEquals(first, info(more).get("element-type"));
    }

    @Test
    void aClosedUnionHasATagAndABranchForEachCase() {
        var union = info(type(items(describe(Unions.class), "members").get(0)));
        assertEquals("type", union.get("tag"));
        var circle = (Map<?, ?>) items(union, "variants").getFirst();
        assertEquals("circle", circle.get("case"));
        assertEquals(
                List.of(Map.of("name", "radius", "type", "number")),
                info(String.valueOf(circle.get("type"))).get("members"));
    }

    @Test
    void anAlternateHasTypesAndNoNames() {
        var alternate = info(type(items(describe(Unions.class), "members").get(1)));
        assertEquals("alternate", alternate.get("meta-type"));
        assertEquals(List.of(Map.of("type", "int"), Map.of("type", "str")), alternate.get("members"));
    }

    @Test
    void theBranchesOfAnOpenUnionAreThoseThatAreThere() {
        var flat = describe(Flat.class);
        assertEquals("kind", flat.get("tag"));
        var members = items(flat, "members");
        assertEquals(1, members.size());
        assertEquals(List.of("one", "two"), info(type(members.getFirst())).get("values"));
        assertEquals(4, items(branch(flat), "members").size());
    }

    @Test
    void branchesBelowAMemberOfTheirOwnAreWrapped() {
        var data = (Map<?, ?>) items(branch(describe(Nested.class)), "members").getFirst();
        assertEquals("data", data.get("name"));
        assertTrue(data.containsKey("default"));
        assertEquals("object", info(type(data)).get("meta-type"));
    }

    private Map<String, Object> branch(Map<String, Object> union) {
        return info(type(items(union, "variants").getFirst()));
    }

    private Map<String, Object> describe(Class<?> type) {
        introspection.add("HAPPENED", SchemaReader.struct(type));
        return info(String.valueOf(info("HAPPENED").get("arg-type")));
    }

    private static List<?> items(Map<String, Object> info, String list) {
        return (List<?>) Objects.requireNonNull(info.get(list));
    }

    private static String type(Object member) {
        return String.valueOf(((Map<?, ?>) member).get("type"));
    }

    private Map<String, Object> info(String name) {
        return introspection.infos().stream()
                .filter(info -> name.equals(info.get("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + name));
    }
}
