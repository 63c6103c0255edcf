package io.tweedie.eval.grid;

/**
 * One image under one method.
 *
 * @param task name of the task
 * @param method name of the method
 * @param image name of the image's file
 * @param outcome what became of it
 */
public record Cell(String task, String method, String image, Outcome outcome) {}
