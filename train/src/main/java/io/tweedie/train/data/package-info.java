/** Labelled images to train on: MNIST's files, and folders with a folder for each class. */
package io.tweedie.train.data;
