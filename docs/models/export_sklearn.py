"""Writes a fitted scikit-learn binary classifier as plain arrays (JSON) for the optimizer.

    from export_sklearn import export
    export(model, feature_names, "model.json")

Takes GradientBoostingClassifier, RandomForestClassifier, ExtraTreesClassifier, DecisionTreeClassifier,
HistGradientBoostingClassifier (categories as whole numbers), LogisticRegression, and a Pipeline of
SimpleImputer, StandardScaler and LogisticRegression. Anything else raises TypeError.
"""

import json
from numbers import Real

import sklearn


def _tree(tree):
    arrays = ["children_left", "children_right", "feature", "threshold", "weighted_n_node_samples"]
    out = {name: getattr(tree, name).tolist() for name in arrays}
    out["value"] = tree.value[:, 0, :].tolist()
    return out


def _handles_missing(estimator):
    return bool(estimator.__sklearn_tags__().input_tags.allow_nan) if hasattr(estimator, "__sklearn_tags__") else False


def _classic(trees, missing):
    out = []
    for tree in trees:
        arrays = _tree(tree)
        if missing and hasattr(tree, "missing_go_to_left"):
            arrays["missing_go_to_left"] = tree.missing_go_to_left.tolist()
        out.append(arrays)
    return out


def _histogram(predictor, order, categories):
    """One tree; `order` maps the model's column order (categorical first) back to the caller's."""
    nodes = predictor.nodes
    names = ["value", "count", "num_threshold", "missing_go_to_left", "left", "right", "is_leaf", "is_categorical"]
    out = {name: nodes[name].tolist() for name in names}
    out["feature_idx"] = [int(order[index]) for index in nodes["feature_idx"]]
    if any(out["is_categorical"]):
        out["left_categories"], out["right_categories"] = [], []
        for node in nodes:
            sides = ([], [])
            if node["is_categorical"]:
                words = predictor.raw_left_cat_bitsets[node["bitset_idx"]]
                for code, value in categories[node["feature_idx"]]:
                    left = (int(words[code // 32]) >> (code % 32)) & 1
                    sides[0 if left else 1].append(value)
            out["left_categories"].append(sides[0])
            out["right_categories"].append(sides[1])
    return out


def _whole(values):
    values = [value for value in values if value == value]
    if any(not isinstance(value, Real) or value < 0 or value != int(value) for value in values):
        raise TypeError("categories must be whole numbers from 0 on: encode them before training")
    return [int(value) for value in values]


def _categories(model):
    """Column order inside the model, and by column inside the model the known categories as (code, value)."""
    flags = model.is_categorical_
    if flags is None:
        return list(range(model.n_features_in_)), {}
    categorical = [i for i, flag in enumerate(flags) if flag]
    if getattr(model, "_preprocessor", None) is None:  # before 1.4 the values are the codes
        known = {i: _whole(model._bin_mapper.bin_thresholds_[i]) for i in categorical}
        return list(range(model.n_features_in_)), {i: [(value, value) for value in known[i]] for i in known}
    order = categorical + [i for i, flag in enumerate(flags) if not flag]
    encoder = model._preprocessor.named_transformers_["encoder"]
    return order, {i: list(enumerate(_whole(values))) for i, values in enumerate(encoder.categories_)}


def _pipeline(steps, features):
    """LogisticRegression after at most one SimpleImputer and one StandardScaler, in either order."""
    kinds = [type(step).__name__ for step in steps]
    before = kinds[:-1]
    known = set(before) <= {"SimpleImputer", "StandardScaler"} and len(set(before)) == len(before)
    if kinds[-1] != "LogisticRegression" or not known:
        raise TypeError(f"pipeline steps {kinds} are not supported")
    out = document(steps[-1], features)
    mean, scale = [0.0] * len(features), [1.0] * len(features)
    for kind, step in zip(before, steps):
        if kind == "StandardScaler":
            mean = step.mean_.tolist() if step.with_mean else mean
            scale = step.scale_.tolist() if step.with_std else scale
            out["mean"], out["scale"] = mean, scale
            continue
        if step.add_indicator or step.missing_values == step.missing_values:
            raise TypeError("SimpleImputer with an indicator or another missing value than NaN is not supported")
        filled = [float(value) for value in step.statistics_]
        if any(value != value for value in filled):
            raise TypeError("SimpleImputer leaves out a column that has no values")
        # After the scaler the filled values are scaled ones.
        out["impute_median"] = [value * s + m for value, m, s in zip(filled, mean, scale)]
    return out


def document(model, features):
    """The document as a dict; `features` are the column names in training order."""
    kind = type(model).__name__
    out = {"library": f"scikit-learn {sklearn.__version__}", "features": list(features)}
    if kind == "Pipeline":
        return _pipeline([step for _, step in model.steps if step not in (None, "passthrough")], features)
    if len(model.classes_) != 2:
        raise TypeError("only binary classifiers are supported")
    if kind == "LogisticRegression":
        if getattr(model, "multi_class", "auto") == "multinomial":
            raise TypeError("multi_class='multinomial' gives other probabilities than the coefficients")
        return {**out, "coef": model.coef_[0].tolist(), "intercept": float(model.intercept_[0])}
    if kind == "GradientBoostingClassifier":
        if model.loss != "log_loss" or not (model.init_ == "zero" or hasattr(model.init_, "class_prior_")):
            raise TypeError("only log loss with the default or zero initial estimator is supported")
        from math import log

        prior = None if model.init_ == "zero" else model.init_.class_prior_[1]
        start = 0.0 if prior is None else log(prior / (1 - prior))
        trees = [stage[0].tree_ for stage in model.estimators_]
        return {**out, "learning_rate": model.learning_rate, "init_log_odds": start, "trees": _classic(trees, False)}
    if kind in ("RandomForestClassifier", "ExtraTreesClassifier"):
        trees = [estimator.tree_ for estimator in model.estimators_]
        return {**out, "trees": _classic(trees, _handles_missing(model))}
    if kind in ("DecisionTreeClassifier", "ExtraTreeClassifier"):
        return {**out, "trees": _classic([model.tree_], _handles_missing(model))}
    if kind == "HistGradientBoostingClassifier":
        order, categories = _categories(model)
        trees = [_histogram(stage[0], order, categories) for stage in model._predictors]
        return {**out, "baseline": float(model._baseline_prediction.ravel()[0]), "trees": trees}
    raise TypeError(f"{kind} is not supported")


def export(model, features, path):
    """Writes the document to `path`."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document(model, features), file)
