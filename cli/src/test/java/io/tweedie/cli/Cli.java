package io.tweedie.cli;

import io.tweedie.cli.terminal.Interruption;
import io.tweedie.core.tensor.Backend;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/** The command line in this process, with what it prints. */
public record Cli(int exit, String out, String err) {

  static {
    // Networks as small as those here only wait for the other threads.
    Backend.setThreads(1);
  }

  public static Cli run(Object... arguments) {
    return run(new Interruption(), arguments);
  }

  public static Cli run(Interruption interruption, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Tweedie.commandLine(interruption)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Cli(exit, out.toString(), err.toString());
  }
}
