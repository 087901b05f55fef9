package io.onevent.demo.shop;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** The program that has started the instances, and so can kill them and start them again. */
@ApplicationScoped
class Launcher {

    /** One of the demo's two instances. */
    public record Server(String name, int port, long pid, String state) {

        static Server of(String line) {
            String[] words = line.split(" ");
            return new Server(words[0], Integer.parseInt(words[1]), Long.parseLong(words[2]), words[3].toLowerCase());
        }
    }

    /** It does not do that, and says why. */
    static class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RefusedException(String why) {
            super(why);
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** Both; none if this application was deployed by hand. */
    List<Server> servers() {
        String control = System.getenv("DEMO_CONTROL");
        return control == null ? List.of() : servers(send(HttpRequest.newBuilder(URI.create(control))));
    }

    List<Server> kill(String name) {
        return act("kill", name);
    }

    List<Server> start(String name) {
        return act("start", name);
    }

    private List<Server> act(String verb, String name) {
        String control = System.getenv("DEMO_CONTROL");
        if (control == null) {
            throw new RefusedException("This application was not started by mvn -Pdemo verify.");
        }
        return servers(send(HttpRequest.newBuilder(URI.create(control).resolve(verb + "/" + name))
                .POST(HttpRequest.BodyPublishers.noBody())));
    }

    private static List<Server> servers(String lines) {
        return lines.lines().map(Server::of).toList();
    }

    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new RefusedException(answer.body());
            }
            return answer.body();
        } catch (IOException ended) {
            throw new RefusedException("The program that started the demo does not answer (" + ended + ").");
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new RefusedException("Interrupted.");
        }
    }
}
