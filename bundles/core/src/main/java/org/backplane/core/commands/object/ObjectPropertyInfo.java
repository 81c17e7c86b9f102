package org.backplane.core.commands.object;

import java.util.Optional;
import org.backplane.api.DataSize;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.schema.Schema;
import org.backplane.core.board.ObjectNode;

/**
 * A property, as QMP tells of it.
 *
 * @param name its name
 * @param type the name of its type; {@code child<TYPE>} for an object below
 * @param description what it is for
 * @param defaultValue its value if the user gives none
 */
@Name("ObjectPropertyInfo")
public record ObjectPropertyInfo(
        @Doc("Its name") String name,

        @Doc("The name of its type; child<TYPE> for an object below")
        String type,

        @Doc("What it is for") Optional<String> description,
        @Doc("Its value if the user gives none") Optional<Object> defaultValue) {

    /** What every object has. */
    static final ObjectPropertyInfo TYPE = of("type", "string");

    /** A property of which there is no more to say. */
    static ObjectPropertyInfo of(String name, String type) {
        return new ObjectPropertyInfo(name, type, Optional.empty(), Optional.empty());
    }

    /** A property of a type, which is described by a member of its record. */
    public static ObjectPropertyInfo of(Schema.Member member) {
        return new ObjectPropertyInfo(
                member.name(),
                ObjectNode.typeName(member.type()),
                Optional.of(member.doc()).filter(doc -> !doc.isEmpty()),
                member.defaultValue().flatMap(text -> value(member.type(), text)));
    }

    /** The same as told where it does not matter what is assumed. */
    ObjectPropertyInfo withoutDefault() {
        return new ObjectPropertyInfo(name, type, description, Optional.empty());
    }

    /** A default value, which is written as on the command line, as a value of its type. */
    private static Optional<Object> value(Schema type, String text) {
        return switch (type) {
            case Schema.Bounded _ -> Optional.of(Long.decode(text));
            case Schema.Choice _ -> Optional.of(text);
            case Schema.Scalar scalar ->
                switch (scalar) {
                    case STR -> Optional.of(text);
                    case BOOL -> Optional.of(text.equals("on") || text.equals("true"));
                    case INT -> Optional.of(Long.decode(text));
                    case NUMBER -> Optional.of(Double.valueOf(text));
                    case SIZE -> Optional.of(DataSize.parse(text).bytes());
                    case SECRET, ANY -> Optional.empty();
                };
            case Schema.Array _, Schema.Struct _, Schema.Variants _, Schema.Alternates _, Schema.Open _ ->
                Optional.empty();
        };
    }
}
