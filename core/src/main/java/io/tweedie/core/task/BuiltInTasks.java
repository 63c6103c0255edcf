package io.tweedie.core.task;

import io.tweedie.core.operator.Boundary;
import io.tweedie.core.operator.Jpeg.Chroma;
import java.util.List;
import java.util.regex.MatchResult;

/** How the tasks of this project are written: one provider for each kind. */
public final class BuiltInTasks {

  /** The colours in which a mask may be painted, as a pattern. */
  static final String FILLS = "black|white";

  private static final String COUNT = "(\\d{1,9})";
  private static final String NUMBER = "(\\d*\\.?\\d+(?:[eE]-?\\d+)?)";
  private static final String BOUNDARY = "(?:,(\\w+))?";
  private static final String BOX = "inpaint-box:" + COUNT + "(?:x" + COUNT + ")?";

  private BuiltInTasks() {}

  /** A kind of task and the ways to write it. */
  private abstract static class Kind implements TaskProvider {

    private final String name;
    private final List<TaskForm> forms;

    Kind(String name, TaskForm... forms) {
      this.name = name;
      this.forms = List.of(forms);
    }

    @Override
    public final String name() {
      return name;
    }

    @Override
    public final List<TaskForm> forms() {
      return forms;
    }
  }

  /** {@code sr}. */
  public static final class SuperResolve extends Kind {

    /** As it is registered. */
    public SuperResolve() {
      super("sr", new TaskForm("sr:4", "sr:" + COUNT, m -> new Task.SuperResolve(count(m, 1))));
    }
  }

  /** {@code sr-bicubic}. */
  public static final class SuperResolveBicubic extends Kind {

    /** As it is registered. */
    public SuperResolveBicubic() {
      super(
          "sr-bicubic",
          new TaskForm(
              "sr-bicubic:4",
              "sr-bicubic:" + COUNT,
              m -> new Task.SuperResolveBicubic(count(m, 1))));
    }
  }

  /** {@code inpaint-random}. */
  public static final class RandomPixels extends Kind {

    /** As it is registered. */
    public RandomPixels() {
      super(
          "inpaint-random",
          new TaskForm(
              "inpaint-random:0.8",
              "inpaint-random:" + NUMBER,
              m -> new InpaintingTask.RandomPixels(number(m, 1))));
    }
  }

  /** {@code inpaint-box}. */
  public static final class Box extends Kind {

    /** As it is registered. */
    public Box() {
      super(
          "inpaint-box",
          new TaskForm(
              "inpaint-box:128",
              BOX,
              m -> new InpaintingTask.CentredBox(boxHeight(m), boxWidth(m))),
          new TaskForm(
              "inpaint-box:64x96@8,16",
              BOX + "@" + COUNT + "," + COUNT,
              m -> new InpaintingTask.BoxAt(boxHeight(m), boxWidth(m), count(m, 3), count(m, 4))),
          new TaskForm(
              "inpaint-box:128@random",
              BOX + "@random",
              m -> new InpaintingTask.RandomBox(boxHeight(m), boxWidth(m))));
    }
  }

  /** {@code inpaint-mask}. */
  public static final class Mask extends Kind {

    /** As it is registered. */
    public Mask() {
      super(
          "inpaint-mask",
          new TaskForm(
              "inpaint-mask:mask.png",
              "inpaint-mask:(.+?)(?:,(" + FILLS + "))?",
              m -> new InpaintingTask.Mask(m.group(1), fill(m, 2))));
    }
  }

  /** {@code inpaint-freeform}. */
  public static final class FreeForm extends Kind {

    /** As it is registered. */
    public FreeForm() {
      super(
          "inpaint-freeform",
          new TaskForm(
              "inpaint-freeform:0.15",
              "inpaint-freeform:" + NUMBER + "(?:-" + NUMBER + ")?",
              m ->
                  new InpaintingTask.FreeForm(
                      number(m, 1), number(m, m.group(2) == null ? 1 : 2))));
    }
  }

  /** {@code uncrop}. */
  public static final class Uncrop extends Kind {

    /** As it is registered. */
    public Uncrop() {
      super(
          "uncrop",
          new TaskForm(
              "uncrop:0.5", "uncrop:" + NUMBER, m -> new InpaintingTask.Uncrop(number(m, 1))));
    }
  }

  /** {@code deblur-gaussian}. */
  public static final class GaussianBlur extends Kind {

    /** As it is registered. */
    public GaussianBlur() {
      super(
          "deblur-gaussian",
          new TaskForm(
              "deblur-gaussian:61,3.0",
              "deblur-gaussian:" + COUNT + "," + NUMBER + BOUNDARY,
              m -> new DeblurTask.Gaussian(count(m, 1), number(m, 2), boundary(m, 3))));
    }
  }

  /** {@code deblur-motion}. */
  public static final class MotionBlur extends Kind {

    /** As it is registered. */
    public MotionBlur() {
      super(
          "deblur-motion",
          new TaskForm(
              "deblur-motion:61,0.5",
              "deblur-motion:" + COUNT + "," + NUMBER + BOUNDARY,
              m -> new DeblurTask.Motion(count(m, 1), number(m, 2), boundary(m, 3))));
    }
  }

  /** {@code deblur-kernel}. */
  public static final class KnownKernel extends Kind {

    /** As it is registered. */
    public KnownKernel() {
      super(
          "deblur-kernel",
          new TaskForm(
              "deblur-kernel:kernel.csv",
              "deblur-kernel:(.+?)(?:,(" + Boundary.names("|") + "))?",
              m -> new DeblurTask.KnownKernel(m.group(1), boundary(m, 2))));
    }
  }

  /** {@code deblur-nonlinear}. */
  public static final class NonlinearBlur extends Kind {

    /** As it is registered. */
    public NonlinearBlur() {
      super(
          "deblur-nonlinear",
          new TaskForm("deblur-nonlinear", "deblur-nonlinear", m -> new NonlinearTask.CameraBlur()),
          new TaskForm(
              "deblur-nonlinear:GOPRO_wVAE.pth",
              "deblur-nonlinear:(.+)",
              m -> new NonlinearTask.EncodedBlur(m.group(1))));
    }
  }

  /** {@code phase-retrieval}. */
  public static final class Phases extends Kind {

    /** As it is registered. */
    public Phases() {
      super(
          "phase-retrieval",
          new TaskForm(
              "phase-retrieval:2",
              "phase-retrieval:" + NUMBER,
              m -> new NonlinearTask.Phases(number(m, 1))));
    }
  }

  /** {@code jpeg}. */
  public static final class JpegFile extends Kind {

    /** As it is registered. */
    public JpegFile() {
      super(
          "jpeg",
          new TaskForm(
              "jpeg:10",
              "jpeg:" + COUNT + "(?:,(4:\\d:\\d))?",
              m -> new NonlinearTask.JpegRepair(count(m, 1), chroma(m, 2))));
    }
  }

  /** {@code denoise}. */
  public static final class Denoise extends Kind {

    /** As it is registered. */
    public Denoise() {
      super("denoise", new TaskForm("denoise", "denoise", m -> new Task.Denoise()));
    }
  }

  /** {@code colorize}. */
  public static final class Colorize extends Kind {

    /** As it is registered. */
    public Colorize() {
      super("colorize", new TaskForm("colorize", "colorize", m -> new Task.Colorize()));
    }
  }

  private static int count(MatchResult match, int group) {
    return Integer.parseInt(match.group(group));
  }

  private static double number(MatchResult match, int group) {
    return Double.parseDouble(match.group(group));
  }

  /** Black, unless another colour is named. */
  private static InpaintingTask.Fill fill(MatchResult match, int group) {
    String name = match.group(group);
    return name == null ? InpaintingTask.Fill.BLACK : InpaintingTask.Fill.parse(name);
  }

  /** Reflect, as DPS blurs, unless another is named. */
  private static Boundary boundary(MatchResult match, int group) {
    String name = match.group(group);
    return name == null ? Boundary.REFLECT : Boundary.parse(name);
  }

  /** 4:2:0, as most files have it, unless another is named. */
  private static Chroma chroma(MatchResult match, int group) {
    String notation = match.group(group);
    return notation == null ? Chroma.HALVED : Chroma.parse(notation);
  }

  private static int boxHeight(MatchResult box) {
    return count(box, 1);
  }

  private static int boxWidth(MatchResult box) {
    return box.group(2) == null ? count(box, 1) : count(box, 2);
  }
}
