package io.tweedie.cli;

import io.tweedie.cli.terminal.Scratch;
import io.tweedie.core.tensor.Backend;
import io.tweedie.images.ImageFile;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParentCommand;

/**
 * {@code tweedie prepare}: does once what every run does, for the launcher: native libraries are
 * unpacked and the shipped model is copied by it.
 */
@Command(name = "prepare", hidden = true, description = "Prepares the first run.")
final class PrepareCommand implements Callable<Integer> {

  private static final int SIDE = 16;

  @ParentCommand private Tweedie tweedie;

  @Override
  public Integer call() throws Exception {
    Backend.initialize();
    try (Scratch folder = Scratch.create()) {
      Path photo = folder.path().resolve("photo.png");
      ImageFile.writePng(photo, new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB));
      // What goes wrong here goes wrong again, and is told, in the run that this prepares.
      Tweedie.commandLine(tweedie.interruption())
          .setOut(new PrintWriter(new StringWriter()))
          .setErr(new PrintWriter(new StringWriter()))
          .execute(
              "restore", photo.toString(), "--task=sr:2", "--steps=2", "--out=" + folder.path());
    }
    return ExitCode.OK;
  }
}
