package org.backplane.transport.config;

import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.lexer.Token;
import io.pebbletemplates.pebble.node.AbstractRenderableNode;
import io.pebbletemplates.pebble.node.RenderableNode;
import io.pebbletemplates.pebble.node.expression.Expression;
import io.pebbletemplates.pebble.parser.Parser;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;

/** <code>{% include "file" %}</code>: the text of another file, which sees the same variables. */
final class Include extends AbstractRenderableNode {

    /** Parses the tag. */
    record Tag(Template template, Budget budget) implements TokenParser {
        @Override
        public String getTag() {
            return "include";
        }

        @Override
        public RenderableNode parse(Token token, Parser parser) {
            parser.getStream().next();
            var file = parser.getExpressionParser().parseExpression();
            parser.getStream().expect(Token.Type.EXECUTE_END);
            return new Include(token.getLineNumber(), file, template, budget);
        }
    }

    private static final int DEEPEST = 16;

    private final Expression<?> file;
    private final Template template;
    private final Budget budget;

    private Include(int line, Expression<?> file, Template template, Budget budget) {
        super(line);
        this.file = file;
        this.template = template;
        this.budget = budget;
    }

    @Override
    public void render(PebbleTemplateImpl self, Writer writer, EvaluationContextImpl context) throws IOException {
        budget.step(self, getLineNumber());
        if (!(file.evaluate(self, context) instanceof String name)) {
            throw refusal("'include' wants the name of a file", self);
        }
        template.enter();
        try {
            if (template.depth() > DEEPEST) {
                throw refusal("files include each other more than %d deep".formatted(DEEPEST), self);
            }
            self.includeTemplate(writer, context, open(name, self), Map.of());
        } finally {
            template.leave();
        }
    }

    private String open(String name, PebbleTemplateImpl self) {
        try {
            return template.include(name);
        } catch (IOException e) {
            throw refusal("could not include '%s': %s".formatted(name, e.getMessage()), self);
        }
    }

    private Refusal refusal(String message, PebbleTemplateImpl self) {
        return new Refusal(message, getLineNumber(), self.getName());
    }

    @Override
    public void accept(NodeVisitor visitor) {
        file.accept(visitor);
    }
}
