package org.backplane.backend.chardev;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Feeds;
import org.backplane.api.command.Request;
import org.backplane.api.event.Event;

/** Feeds that note what is submitted, and answer as told. */
final class FakeFeeds implements Feeds {
    final LinkedBlockingQueue<String> submitted = new LinkedBlockingQueue<>();
    volatile CompletableFuture<Object> answer = new CompletableFuture<>();

    @Override
    public Feed open(String origin, Consumer<Event> events) {
        return new Feed() {
            @Override
            public CompletionStage<Object> submit(Request request) {
                submitted.add(origin + ": " + request.command());
                return answer;
            }

            @Override
            public void close() {
                submitted.add(origin + " closed");
            }
        };
    }
}
