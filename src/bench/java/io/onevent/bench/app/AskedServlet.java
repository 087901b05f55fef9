package io.onevent.bench.app;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Answers the questions of the benchmark, each by one line of text. */
public abstract class AskedServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource
    private transient ManagedExecutorService executor;

    /** The answer to the question that is the path of the request. */
    protected abstract String answer(HttpServletRequest request) throws Exception;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setContentType("text/plain");
        try {
            response.getWriter().println(answer(request));
        } catch (IOException | ServletException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new ServletException(failed);
        }
    }

    protected static int number(HttpServletRequest request, String parameter) {
        return Integer.parseInt(request.getParameter(parameter));
    }

    /** Runs a task on as many threads as there are workers, until it has ended on all; returns the nanoseconds that it took. */
    protected long onEachThread(Callable<Void> task) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        List<Future<Void>> running = new ArrayList<>();
        for (int thread = 0; thread < Integer.getInteger("bench.workers"); thread++) {
            running.add(executor.submit(task));
        }
        for (Future<Void> thread : running) {
            thread.get();
        }
        return System.nanoTime() - start;
    }
}
