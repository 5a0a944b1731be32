"""A network trained by scikit-learn computes the same probabilities and the same loss in symnet."""

import numpy as np
import pytest

import symnet as sn

datasets = pytest.importorskip("sklearn.datasets", reason="needs scikit-learn, from the extra symnet[oracles]")
from sklearn.metrics import log_loss  # noqa: E402 - after the skip
from sklearn.neural_network import MLPClassifier  # noqa: E402
from sklearn.preprocessing import LabelBinarizer, StandardScaler  # noqa: E402

NAMES = {"logistic": "sigmoid", "softmax": "softmax", "relu": "relu", "tanh": "tanh"}
ALPHA = 0.01


@pytest.fixture(scope="module", params=["breast_cancer", "digits"])
def trained(request):
    """The classifier, its scaled inputs and its labels."""
    X, labels = getattr(datasets, f"load_{request.param}")(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    hidden, activation = {"breast_cancer": ((16, 8), "tanh"), "digits": ((32,), "relu")}[request.param]
    classifier = MLPClassifier(hidden, activation=activation, alpha=ALPHA, max_iter=30, random_state=0, tol=0,
                               n_iter_no_change=100)  # fmt: skip
    with pytest.warns(UserWarning, match="Maximum iterations"):
        classifier.fit(X, labels)
    return classifier, X, labels


def as_network(classifier):
    """The classifier as a network and a dictionary of arrays; samples are rows in both."""
    sizes = [classifier.n_features_in_, *(coefficients.shape[1] for coefficients in classifier.coefs_)]
    hidden = [NAMES[classifier.activation]] * (len(sizes) - 2)
    net = sn.Network(sizes, activations=[*hidden, NAMES[classifier.out_activation_]], notation="rows")
    parameters: dict[str, np.ndarray] = {}
    for layer, (W, b) in enumerate(zip(classifier.coefs_, classifier.intercepts_, strict=True), start=1):
        parameters |= {f"W{layer}": W, f"b{layer}": b.reshape(1, -1)}
    return net, parameters


def targets(classifier, labels):
    return LabelBinarizer().fit(classifier.classes_).transform(labels).astype(float)


def test_probabilities(trained):
    classifier, X, _ = trained
    net, parameters = as_network(classifier)
    expected = classifier.predict_proba(X)
    computed = net.lambdify()(parameters, X)
    if computed.shape[1] == 1:
        computed = np.hstack([1 - computed, computed])
    assert np.abs(computed - expected).max() <= 1e-12


def test_log_loss(trained):
    classifier, X, labels = trained
    net, parameters = as_network(classifier)
    name = "binary_cross_entropy" if classifier.out_activation_ == "logistic" else "cross_entropy"
    J = net.cost(name).lambdify()(parameters, X, targets(classifier, labels))
    assert abs(J - log_loss(labels, classifier.predict_proba(X))) <= 1e-12
    assert J > 1e-4


def test_the_penalty_is_scikit_learn_s(trained):
    """scikit-learn's own training loss, with its L2 penalty, before anything is updated."""
    classifier, X, labels = trained
    net, parameters = as_network(classifier)
    Y = targets(classifier, labels)
    name = "binary_cross_entropy" if classifier.out_activation_ == "logistic" else "cross_entropy"
    activations = [X, *(None for _ in classifier.coefs_)]
    deltas = [None for _ in classifier.coefs_]
    gradients = [np.empty_like(W) for W in classifier.coefs_], [np.empty_like(b) for b in classifier.intercepts_]
    theirs, *_ = classifier._backprop(X, Y, None, activations, deltas, *gradients)
    ours = net.cost(name, l2=ALPHA).lambdify()(parameters, X, Y)
    without = net.cost(name).lambdify()(parameters, X, Y)
    assert abs(ours - theirs) <= 1e-12
    assert abs(without - theirs) > 1e-6
