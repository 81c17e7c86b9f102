package org.backplane.transport.config;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.command.CommandException;
import org.backplane.transport.config.Tree.Mapping;
import org.backplane.transport.config.Tree.Member;
import org.backplane.transport.config.Tree.Scalar;
import org.backplane.transport.config.Tree.Sequence;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 (core schema) with positions, and puts the values of templates where their tokens are. A scalar that
 * is wholly one token is that value, with its type; one with other parts is a string.
 */
final class YamlReader {
    private static final int DEEPEST = 64;
    /** Aliases are copies, so a few lines could ask for any number of nodes. */
    private static final int MOST_NODES = 100_000;

    private static final Set<Tag> SCALARS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

    private final MappedText text;
    private final Pieces pieces;
    private final Position start;
    private int nodes;

    private YamlReader(MappedText text, Pieces pieces, Position start) {
        this.text = text;
        this.pieces = pieces;
        this.start = start;
    }

    /**
     * Reads a document.
     *
     * @param start where it begins, for errors of an empty one
     * @return empty if there is nothing in it
     * @throws CommandException if it is not well formed; it has its place
     */
    static Optional<Tree> read(MappedText text, Pieces pieces, Position start) {
        return new YamlReader(text, pieces, start).read();
    }

    private Optional<Tree> read() {
        try {
            var settings = LoadSettings.builder()
                    .setSchema(new CoreSchema())
                    .setAllowNonScalarKeys(true) // refused here, with their place
                    .setCodePointLimit(Integer.MAX_VALUE)
                    .build();
            var parser = new ParserImpl(settings, new StreamReader(settings, text.toString()));
            return new BoundedComposer(settings, parser).getSingleNode().map(node -> tree(node, 0));
        } catch (MarkedYamlEngineException e) {
            throw e.getProblemMark().map(this::position).orElse(start).error(explain(e));
        } catch (YamlEngineException e) {
            throw start.error("not valid YAML: " + Pieces.readable(String.valueOf(e.getMessage())));
        }
    }

    private static String explain(MarkedYamlEngineException e) {
        var problem = Pieces.readable(String.valueOf(e.getProblem()));
        return e.getContext() != null && e.getContext().startsWith("expected a single document")
                ? "a second '---': a file has its parameters before the first, and its commands after it"
                : "not valid YAML: " + problem;
    }

    private Tree tree(Node node, int depth) {
        if (node.isRecursive()) {
            throw position(node).error("this contains itself");
        } else if (++nodes > MOST_NODES || depth > DEEPEST) {
            throw position(node).error(depth > DEEPEST ? tooDeep() : "aliases make too much of this");
        }
        return switch (node) {
            case ScalarNode scalar -> leaf(position(node), scalar(scalar));
            case SequenceNode sequence -> sequence(sequence, depth);
            case MappingNode mapping -> mapping(mapping, depth);
            default -> throw position(node).error("this has no meaning in a configuration file");
        };
    }

    /** A value; a list that a template put here is as if it were written out. */
    private static Tree leaf(Position position, @Nullable Object value) {
        return value instanceof List<?> items
                ? new Sequence(
                        position,
                        items.stream().map(item -> leaf(position, item)).toList())
                : new Scalar(position, value);
    }

    private static String tooDeep() {
        return "this is nested more than %d deep".formatted(DEEPEST);
    }

    private Sequence sequence(SequenceNode node, int depth) {
        checkTag(node, Tag.SEQ);
        return new Sequence(
                position(node),
                node.getValue().stream().map(item -> tree(item, depth + 1)).toList());
    }

    private Mapping mapping(MappingNode node, int depth) {
        checkTag(node, Tag.MAP);
        var keys = new HashSet<String>();
        var members = new ArrayList<Member>();
        for (var tuple : node.getValue()) {
            var position = position(tuple.getKeyNode());
            var key = key(tuple.getKeyNode());
            if (!keys.add(key)) {
                throw position.error("'%s' is here twice".formatted(key));
            }
            members.add(new Member(key, position, tree(tuple.getValueNode(), depth + 1)));
        }
        return new Mapping(position(node), members);
    }

    private String key(Node node) {
        if (node instanceof ScalarNode scalar && SCALARS.contains(node.getTag())) {
            return substituted(scalar);
        }
        throw position(node).error("a key is a name");
    }

    private void checkTag(Node node, Tag expected) {
        if (!node.getTag().equals(expected)) {
            throw foreign(node);
        }
    }

    private CommandException foreign(Node node) {
        return position(node)
                .error("the type '%s' has no meaning in a configuration file"
                        .formatted(Pieces.readable(node.getTag().getValue())));
    }

    private @Nullable Object scalar(ScalarNode node) {
        var value = pieces.wholly(node.getValue());
        if (value.isPresent() && node.getTag().equals(Tag.STR)) {
            return value.get();
        } else if (!SCALARS.contains(node.getTag())) {
            throw foreign(node);
        } else if (node.getTag().equals(Tag.STR)) {
            return substituted(node);
        } else if (node.getTag().equals(Tag.NULL)) {
            return null;
        }
        return typed(node);
    }

    private Object typed(ScalarNode node) {
        var text = node.getValue();
        try {
            if (node.getTag().equals(Tag.INT)) {
                return integer(text);
            } else if (node.getTag().equals(Tag.FLOAT) && Double.isFinite(Double.parseDouble(text))) {
                return Double.parseDouble(text);
            } else if (node.getTag().equals(Tag.BOOL) && text.matches("(?i)true|false")) {
                return Boolean.parseBoolean(text);
            }
        } catch (NumberFormatException e) {
            throw position(node).error("this is no number");
        }
        throw position(node)
                .error(node.getTag().equals(Tag.BOOL) ? "this is neither true nor false" : "this is no number");
    }

    private static Object integer(String text) {
        var number = text.startsWith("0x")
                ? new BigInteger(text.substring(2), 16)
                : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    private String substituted(ScalarNode node) {
        try {
            return pieces.substitute(node.getValue());
        } catch (IllegalArgumentException e) {
            throw position(node).error(String.valueOf(e.getMessage()));
        }
    }

    private Position position(Node node) {
        return node.getStartMark().map(this::position).orElse(start);
    }

    private Position position(Mark mark) {
        return text.position(mark.getIndex(), start);
    }

    /** Composes no deeper than {@link #DEEPEST}: it works by recursion. */
    private static final class BoundedComposer extends Composer {
        private int depth;

        BoundedComposer(LoadSettings settings, ParserImpl parser) {
            super(settings, parser);
        }

        @Override
        protected SequenceNode composeSequenceNode(Optional<Anchor> anchor) {
            enter();
            var node = super.composeSequenceNode(anchor);
            depth--;
            return node;
        }

        @Override
        protected Node composeMappingNode(Optional<Anchor> anchor) {
            enter();
            var node = super.composeMappingNode(anchor);
            depth--;
            return node;
        }

        private void enter() {
            if (++depth > DEEPEST) {
                throw new ComposerException(tooDeep(), parser.peekEvent().getStartMark());
            }
        }
    }
}
