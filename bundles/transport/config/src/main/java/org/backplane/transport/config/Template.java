package org.backplane.transport.config;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.Loader;
import io.pebbletemplates.pebble.node.ForNode;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Renders the commands of a file, with all that it includes. What comes out is YAML in which values are tokens of
 * {@link Pieces}.
 */
final class Template {
    /** What stands for text is shorter than the text; this is never reached before the other limits. */
    private static final int MOST_REFERENCES = 16 << 20;

    private final Source main;
    private final SearchPath searchPath;
    private final Pieces pieces;
    private final Map<String, TemplateText> texts = new HashMap<>();
    private final Map<String, String> includes = new HashMap<>();
    private final Budget budget = new Budget();
    private final TemplateText mainText;
    private final String mainName;
    private int depth;

    /**
     * Scans the file.
     *
     * @param firstLine where its commands begin
     * @param pieces takes what the result consists of
     */
    Template(Source main, int firstLine, SearchPath searchPath, Pieces pieces) {
        this.main = main;
        this.searchPath = searchPath;
        this.pieces = pieces;
        mainText = TagScanner.scan(main, firstLine, pieces);
        mainName = add(mainText);
    }

    /**
     * Renders it.
     *
     * @param variables the parameters that have values
     * @param declared the names of all parameters
     */
    MappedText render(Map<String, Object> variables, Collection<String> declared) {
        var out = new StringWriter();
        try {
            engine().getTemplate(mainName).evaluate(out, variables);
        } catch (RuntimeException | StackOverflowError e) {
            throw new TemplateErrors(this::position, budget, declared).explain(e);
        } catch (IOException e) {
            throw new IllegalStateException("a StringWriter does not fail", e);
        }
        return pieces.assemble(out.toString());
    }

    private PebbleEngine engine() {
        return new PebbleEngine.Builder()
                .loader(new Texts())
                .strictVariables(true)
                .newLineTrimming(false)
                .autoEscaping(false)
                .maxRenderedSize(MOST_REFERENCES)
                .methodAccessValidator((object, method) -> method.getDeclaringClass() == ForNode.LoopVariables.class)
                .registerExtensionCustomizer(part -> new Language(part, budget))
                .extension(new Additions(this, budget))
                .build();
    }

    private String add(TemplateText text) {
        var name = Integer.toString(texts.size());
        texts.put(name, text);
        return name;
    }

    private Position position(String file, int line) {
        return texts.getOrDefault(file, mainText).position(line);
    }

    /** Notes a value that is printed; returns what stands for it. */
    String print(Object value, String file, int line) {
        return pieces.value(position(file, line), value);
    }

    /**
     * Finds a file to include, once.
     *
     * @return what the engine calls it
     * @throws IOException if it may not or cannot be included; the message says why
     */
    String include(String file) throws IOException {
        var known = includes.get(file);
        if (known != null) {
            return known;
        }
        var name = add(TagScanner.scan(searchPath.include(file, main.directory()), 1, pieces));
        includes.put(file, name);
        return name;
    }

    /** Notes that the text of an include begins. */
    void enter() {
        depth++;
    }

    /** Notes that the text of an include ends. */
    void leave() {
        depth--;
    }

    /** How many includes are one in another now. */
    int depth() {
        return depth;
    }

    /** Gives the engine the texts that were scanned, and nothing else. */
    private final class Texts implements Loader<String> {
        @Override
        public Reader getReader(String name) {
            var text = texts.get(name);
            if (text == null) {
                throw new IllegalStateException("no text " + name);
            }
            return new StringReader(text.text());
        }

        @Override
        public String resolveRelativePath(String name, String from) {
            return name;
        }

        @Override
        public String createCacheKey(String name) {
            return name;
        }

        @Override
        public boolean resourceExists(String name) {
            return texts.containsKey(name);
        }

        @Override
        public void setCharset(String charset) {}

        @Override
        public void setPrefix(String prefix) {}

        @Override
        public void setSuffix(String suffix) {}
    }
}
