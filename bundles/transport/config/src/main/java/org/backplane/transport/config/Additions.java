package org.backplane.transport.config;

import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.AbstractNodeVisitor;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.NodeVisitorFactory;
import io.pebbletemplates.pebble.lexer.Token;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.node.IfNode;
import io.pebbletemplates.pebble.node.PrintNode;
import io.pebbletemplates.pebble.node.RenderableNode;
import io.pebbletemplates.pebble.node.SetNode;
import io.pebbletemplates.pebble.parser.Parser;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import io.pebbletemplates.pebble.tokenParser.ForTokenParser;
import io.pebbletemplates.pebble.tokenParser.IfTokenParser;
import io.pebbletemplates.pebble.tokenParser.SetTokenParser;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What {@link Language} leaves out of the template engine and configuration files need, in a bounded form. */
final class Additions extends AbstractExtension {
    private static final int MOST_NUMBERS = 10_000;

    private final Template template;
    private final Budget budget;

    Additions(Template template, Budget budget) {
        this.template = template;
        this.budget = budget;
    }

    @Override
    public List<TokenParser> getTokenParsers() {
        return List.of(
                new Tag(new IfTokenParser(), node -> Nodes.counted((IfNode) node, budget)),
                new Tag(new ForTokenParser(), node -> Nodes.counted((ForNode) node, budget)),
                new Tag(new SetTokenParser(), node -> Nodes.counted((SetNode) node, budget)),
                new Include.Tag(template, budget));
    }

    @Override
    public Map<String, Filter> getFilters() {
        return Map.of("join", new Join());
    }

    @Override
    public Map<String, Function> getFunctions() {
        return Map.of("range", new Range());
    }

    /** Makes every value that is printed a token. */
    @Override
    public List<NodeVisitorFactory> getNodeVisitors() {
        return List.of(parsed -> new AbstractNodeVisitor((PebbleTemplateImpl) parsed) {
            @Override
            public void visit(PrintNode node) {
                node.setExpression(new Printed(node.getExpression(), template, budget));
            }
        });
    }

    /** One of the engine's tags, and what becomes of it. */
    private record Tag(TokenParser parser, UnaryOperator<RenderableNode> change) implements TokenParser {
        @Override
        public String getTag() {
            return parser.getTag();
        }

        @Override
        public RenderableNode parse(Token token, Parser around) {
            return change.apply(parser.parse(token, around));
        }
    }

    /** {@code list | join(", ")}. */
    private final class Join implements Filter {
        @Override
        public List<String> getArgumentNames() {
            return List.of("separator");
        }

        @Override
        public Object apply(
                @Nullable Object input,
                Map<String, Object> arguments,
                PebbleTemplate self,
                EvaluationContext context,
                int line) {
            if (!(input instanceof Collection<?> items)) {
                throw new Refusal("the filter 'join' wants a list", line, self.getName());
            }
            budget.admit(items, (PebbleTemplateImpl) self, line);
            var separator = String.valueOf(arguments.getOrDefault("separator", ""));
            if ((long) separator.length() * items.size() > Source.LONGEST) {
                throw new Refusal("this value is too large", line, self.getName());
            }
            return items.stream().map(String::valueOf).collect(Collectors.joining(separator));
        }
    }

    /** {@code range(first, last, step)}, and the operator {@code first..last}. */
    private static final class Range implements Function {
        @Override
        public List<String> getArgumentNames() {
            return List.of("start", "end", "increment");
        }

        @Override
        public Object execute(Map<String, Object> arguments, PebbleTemplate self, EvaluationContext context, int line) {
            var step = arguments.getOrDefault("increment", 1L);
            if (arguments.get("start") instanceof Number first
                    && arguments.get("end") instanceof Number last
                    && step instanceof Number by
                    && by.longValue() != 0) {
                return numbers(first.longValue(), last.longValue(), by.longValue(), self, line);
            }
            throw new Refusal("a range goes from one number to another", line, self.getName());
        }

        private static List<Long> numbers(long first, long last, long by, PebbleTemplate self, int line) {
            double count = Math.floor(((double) last - first) / by) + 1;
            if (count > MOST_NUMBERS) {
                throw new Refusal("a range has at most %d numbers".formatted(MOST_NUMBERS), line, self.getName());
            }
            return LongStream.iterate(first, number -> number + by)
                    .limit(Math.max(0, (long) count))
                    .boxed()
                    .toList();
        }
    }
}
