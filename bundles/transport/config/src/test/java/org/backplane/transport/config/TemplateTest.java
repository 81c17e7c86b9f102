package org.backplane.transport.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final String EVIL = "a\"b: {x}.img\n- 'c' #% endif {{ 7 * 7 }} {% for %} \\ & *a | \uE0F00\uE0F1 5;";

    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void layDesk() {
        desk = new Desk(temporary);
    }

    private Object value(String line, Object x) {
        var value = desk.arguments("parameters: {x: }\n---\nrun: {value: " + line + "}\n", Map.of("x", x))
                .get("value");
        return value == null ? "null" : value;
    }

    private String refusal(String body) {
        return desk.refusal("parameters: {count: {type: int, default: 5}}\n---\n" + body, Map.of());
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"{{ x }}\"",
                "'{{ x }}'",
                "{{ x }}",
                "{{x}}",
                "\"{{ x | trim }}\"",
                "{{ x ? x : 'no' }}",
                "{{ 1 > 2 ? 'no' : x }}",
                "{{ [x] | first }}",
                "{% set m = {'k': x} %}{{ m.k }}",
                "{{ x ~ '' }}",
            })
    void aValueStaysAValueWhereverItIsPut(String put) {
        assertEquals(EVIL, value(put, EVIL));
    }

    @Test
    void aValueStaysAValueAsAKeyAndInALargerText() {
        var text = "parameters: {x: }\n---\nrun:\n  {{ x }}: 1\n  \"k{{ x }}\": 2\n  p: ({{ x }})\n  q: '({{ x }})'\n";
        assertEquals(
                Map.of(EVIL, 1L, "k" + EVIL, 2L, "p", "(" + EVIL + ")", "q", "(" + EVIL + ")"),
                desk.arguments(text, Map.of("x", EVIL)));
    }

    @Test
    void aValueStaysAValueInABlockOfText() {
        var text = "parameters: {x: }\n---\nrun:\n  value: |\n    # {{ not a tag }}\n    {{ x }}!\n";
        assertEquals(Map.of("value", "# {{ not a tag }}\n" + EVIL + "!\n"), desk.arguments(text, Map.of("x", EVIL)));
    }

    @Test
    void aWholeScalarTakesTheTypeOfItsValue() {
        var text = """
                parameters:
                  size: {type: size}
                  int: {type: int}
                  bool: {type: bool}
                  list: {type: list}
                  str: {}
                ---
                run:
                  size: "{{ size }}"
                  int: {{ int }}
                  bool: '{{ bool }}'
                  list: "{{ list }}"
                  str: "{{ str }}"
                  text: "{{ int }} is {{ bool }} "
                  sum: "{{ int + 1 }}"
                """;
        assertEquals(
                Map.of(
                        "size",
                        2L << 30,
                        "int",
                        7L,
                        "bool",
                        true,
                        "list",
                        List.of("a,b", "c"),
                        "str",
                        "7",
                        "text",
                        "7 is true ",
                        "sum",
                        8L),
                desk.arguments(text, Map.of("size", "2G", "int", "7", "bool", "on", "list", "a,,b,c", "str", "7")));
    }

    @Test
    void linesOfCommentsChooseAndRepeat() {
        var text = """
                parameters: {names: {type: list}, cdrom: {optional: true}}
                ---
                run:
                #% for name in names
                  #% if loop.first
                  - {first: "{{ name }}"}
                  #% elif name == "b"
                  - {second: "{{ name }}", index: "{{ loop.index }}"}
                  #% else
                  - {other: "{{ name | upper }}", of: "{{ loop.length }}"}
                  #% endif
                #% endfor
                #% if cdrom is defined
                  - {cdrom: "{{ cdrom }}"}
                #% endif
                """;
        var loaded = desk.load(text, Map.of("names", "a,b,c"));
        assertEquals(
                List.of(Map.of("first", "a"), Map.of("second", "b", "index", 1L), Map.of("other", "C", "of", 3L)),
                loaded.stream().map(request -> request.arguments()).toList());
        assertEquals(4, desk.load(text, Map.of("names", "a,b,c", "cdrom", "d")).size());
    }

    @Test
    void commentsAreNoTemplates() {
        var text = "run: {value: 1}\n# {{ nothing }} {% nothing %}\n   # {{\n#\n#{{ %}\n";
        assertEquals(Map.of("value", 1L), desk.arguments(text, Map.of()));
    }

    @Test
    void jinjaCommentsVanish() {
        assertEquals("ab", value("a{# {{ x }} #}b", ""));
    }

    @Test
    void includedTextSeesTheVariables() {
        desk.file("part.yaml", "  value: \"{{ x }}\"\n#% set y = 2\n  more: {{ y * x }}\n");
        assertEquals(
                Map.of("value", 5L, "more", 10L, "after", 1L),
                desk.arguments(
                        "parameters: {x: {type: int}}\n---\nrun:\n#% include 'part.yaml'\n  after: 1\n",
                        Map.of("x", "5")));
    }

    @Test
    void includesAreFoundBesideTheFileAndThenAmongTheShipped() {
        desk.ship("both.yaml", "value: shipped\n");
        desk.ship("shipped.yaml", "other: shipped\n");
        desk.file("both.yaml", "value: own\n");
        assertEquals(
                Map.of("value", "own", "other", "shipped"),
                desk.arguments("run:\n  {% include 'both.yaml' %}\n  {% include 'shipped.yaml' %}\n", Map.of()));
    }

    @Test
    void anErrorInAnIncludedTextIsShownThere() {
        desk.file("part.yaml", "value: 1\nother: ö {{ coutn }}\n");
        assertEquals("""
                part.yaml:2:13: there is no parameter or variable 'coutn'; did you mean 'count'?
                other: ö {{ coutn }}
                            ^""", refusal("run:\n  {% include 'part.yaml' %}\n"));
        desk.file("part.yaml", "value: 1\nvalue: 2\n");
        assertEquals(
                """
                part.yaml:2:1: 'value' is here twice
                value: 2
                ^""",
                refusal("run:\n  {% include 'part.yaml' %}\n"
                        .replace("  {%", "{%")
                        .replace("run:\n", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../config/x.yaml", "a/../../b.yaml", "missing.yaml", "link.yaml", ""})
    void nothingOutsideTheSearchPathIsIncluded(String file) throws Exception {
        desk.file("../secret.yaml", "stolen: 1\n");
        Files.createSymbolicLink(desk.directory.resolve("link.yaml"), desk.directory.resolve("../secret.yaml"));
        var message = refusal("run:\n  {% include '" + file + "' %}\n");
        assertTrue(message.startsWith("test.yaml:4:6: could not include '" + file + "': "), message);
    }

    @Test
    void aFileThatIncludesItselfIsStopped() {
        assertEquals(
                "test.yaml:4:4: files include each other more than 16 deep",
                firstLine(refusal("#\n#% include 'test.yaml'\n")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for i in range(1, 10000) %}{% for j in range(1, 10000) %}{% endfor %}{% endfor %}",
                "{% for i in range(1, 10000) %}{% for j in range(1, 10000) %}#\n{% endfor %}{% endfor %}",
                "{% for i in 1..10000 %}{% for j in 1..10000 %}{{ i }}{% endfor %}{% endfor %}",
                "{% for i in 1..10000 %}{% for j in 1..10000 %}{% set k = j %}{% endfor %}{% endfor %}",
            })
    void aLoopThatDoesNotEndIsStopped(String loops) {
        var message = refusal(loops + "\n");
        assertTrue(message.contains("does a loop never end?"), message);
        assertTrue(message.startsWith("test.yaml:3:"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ range(0, 300000000) }}",
                "{{ range(0, 9223372036854775807) }}",
                "{{ range(1, 5, 0) }}",
                "{% set s = 'aaaaaaaaaa' %}{% for i in 1..40 %}{% set s = s ~ s %}{% endfor %}",
                "{% set s = 'aaaaaaaaaa' %}{% for i in 1..40 %}{% set s = s + s %}{% endfor %}",
                "{% set l = [1] %}{% for i in 1..40 %}{% set l = l + l %}{% endfor %}",
                "{% set l = [1] %}{% for i in 1..40 %}{% set l = [l, l] %}{% endfor %}",
                "{% set l = 1..10000 %}{% set s = 'aaaaaaaaaaaaaaaaaaaaaaaaaa' %}{% for i in 1..11 %}{% set s = s ~ s %}"
                        + "{% endfor %}{{ l | join(s) }}",
                "{{ 12345678901234567890 }}",
            })
    void aValueThatGrowsWithoutEndIsStopped(String body) {
        var message = refusal(body + "\n");
        assertTrue(message.startsWith("test.yaml:3:"), message);
        assertTrue(message.matches("(?s).*(too large|a range).*"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ count.class }}",
                "{{ count.length() }}",
                "{{ count.getClass().forName('java.lang.Runtime') }}",
                "{{ 'a'.CASE_INSENSITIVE_ORDER }}",
                "{{ [1].size() }}",
                "{{ template.name }}",
                "{{ locale }}",
                "{{ template }}",
                "{{ _context }}",
                "{{ count | raw }}",
                "{{ count | escape }}",
                "{{ '%999999999d' | format(1) }}",
                "{{ i18n('a', 'b') }}",
                "{{ block('x') }}",
                "{{ null }}",
                "{{ [[1]] }}",
            })
    void whatIsNoPartOfTheLanguageIsRefused(String expression) {
        var message = refusal("run: {value: " + expression + "}\n");
        assertTrue(message.startsWith("test.yaml:3:"), message);
        assertTrue(!message.contains("java") || expression.contains("java"), message);
        assertTrue(!message.contains("pebble"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "macro m() %}{% endmacro",
                "filter upper %}{% endfilter",
                "cache 'a' %}{% endcache",
                "parallel %}{% endparallel",
                "autoescape false %}{% endautoescape",
                "flush",
                "verbatim %}{{ x }}{% endverbatim",
                "extends 'x'",
                "import 'x'",
                "block b %}{% endblock",
                "embed 'x' %}{% endembed",
            })
    void otherTagsAreUnknown(String tag) {
        var message = refusal("{% " + tag + " %}\n");
        var word = tag.replaceFirst(" .*", "");
        assertTrue(message.startsWith("test.yaml:3:4: there is no '" + word + "' in templates"), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
                    run: "{{ count ~ 'a }}"   ! 3:18 ! this quote is never closed
                    run: "{{ (count }}"       ! 3:17 ! unexpected '}'
                    run: "{{ (count"          ! 3:16 ! this quote is never closed
                    run: {{ (count            ! 3:9  ! this bracket is never closed
                    run: "{{ count) }}"       ! 3:15 ! unexpected ')'
                    run: {{ count             ! 3:6  ! '{{' is not closed by '}}' on this line
                    run: {{ count %} x        ! 3:6  ! '{{' is not closed by '}}' on this line
                    run: {# count             ! 3:6  ! '{#' is not closed by '#}' on this line
                    a: {{ 1 }} {{ count + }}  ! 3:14 ! something is missing in this expression
                    run: {{ 1 }} {{ 1 2 }}    ! 3:19 ! unexpected '2' in this expression
                    run: {{ }}                ! 3:8  ! something is missing in this expression
                    run: {{ 1 $ 2 }}          ! 3:11 ! unexpected '$' in this expression
                    run: {{ "a#{count}" }}    ! 3:11 ! '#{' has no meaning here; join texts with '~'
                    run: {{ count | uper }}   ! 3:17 ! there is no filter 'uper'; there is abs, default, first, join, last, length, lower, trim, upper
                    run: {{ f(1) }}           ! 3:9  ! there is no function 'f'; there is max, min, range
                    run: {{ 1 is odd2 }}      ! 3:14 ! there is no test 'odd2'; there is defined, empty, even, iterable, map, null, odd
                    run: {{ [1] + nope }}     ! 3:15 ! there is no parameter or variable 'nope'
                    run: {{ 'a' * 2 }}        ! 3:8  ! these values do not go together like this
                    run: {{ 1 / 0 }}          ! 3:8  ! these values do not go together like this
                    #% iff count              ! 3:4  ! there is no 'iff' in templates; did you mean 'if'?
                    #%                        ! 3:3  ! expected one of if, elif, elseif, else, endif, for, endfor, set, include
                    #% if count > 1           ! 3:4  ! this 'if' is never closed by 'endif'
                    #% endif                  ! 3:4  ! 'endif' without 'if'
                    #% if count %}            ! 3:13 ! a line that begins with '#%' needs no end
                    #% if count == }} x       ! 3:16 ! a line that begins with '#%' needs no end
                    #% set 5 = 3              ! 3:7  ! unexpected '5' in this expression
                    #% set true = 3           ! 3:4  ! 'true' is no name for a variable
                    {%- if count %}           ! 3:3  ! '-' takes no space away here; leave it out
                    run: {{ count -}}         ! 3:8  ! '-' takes no space away here; leave it out
                    {% for x in count %}{% endfor %} ! 3:4 ! these values do not go together like this
                    {% if 1 %}{% endfor %}    ! 3:14 ! 'endfor' where 'endif' is expected, for the 'if' of line 3
                    {% include count %}       ! 3:4  ! 'include' wants the name of a file
                    """)
    void aMistakeInATagIsShownWhereItIs(String line, String place, String message) {
        int column = Integer.parseInt(place.substring(2));
        assertEquals(
                "test.yaml:%s: %s%n%s%n%s^".formatted(place, message, line, " ".repeat(column - 1)),
                refusal(line + "\n"));
    }

    @Test
    void whatWasNotGivenIsSaidToBeOptional() {
        assertEquals(
                "test.yaml:3:9: the parameter 'cdrom' was not given; 'if cdrom is defined' asks for that",
                firstLine(desk.refusal("parameters: {cdrom: {optional: true}}\n---\nrun: {{ cdrom }}\n", Map.of())));
    }
}
