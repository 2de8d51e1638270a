# One peer in a process of its own: reads the data once, then does what each line of standard input asks and answers with one line of JSON.
import json, sys, time
import numpy as np

who, threads, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def peak():
    with open('/proc/self/status') as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith('VmHWM'))


def read(source, rows, columns):
    values = np.fromfile(source, np.float32, rows * columns).reshape(columns, rows)
    return np.ascontiguousarray(values.T), np.fromfile(source, np.float32, rows)


with open(path, 'rb') as source:
    train_rows, test_rows, columns = np.fromfile(source, np.int32, 3)
    x, y = read(source, train_rows, columns)
    test, _ = read(source, test_rows, columns)


class Xgboost:
    def __init__(self):
        import xgboost
        self.lib = xgboost

    def fit(self, trees):
        self.model = self.lib.train(
            dict(objective='binary:logistic', tree_method='hist', grow_policy='lossguide', max_leaves=31, max_depth=0, eta=.05, nthread=threads,
                 verbosity=0),
            self.lib.DMatrix(x, y, nthread=threads), trees)
        self.model.set_param({'nthread': threads})

    def score(self, rows):
        return self.model.inplace_predict(rows)

    def load(self):
        text = bytearray(self.model.save_raw('json'))
        began = time.perf_counter()
        self.lib.Booster(model_file=text)
        return time.perf_counter() - began


class Sklearn:
    def __init__(self):
        from sklearn.ensemble import HistGradientBoostingClassifier
        self.kind = HistGradientBoostingClassifier

    def fit(self, trees):
        self.model = self.kind(max_iter=trees, max_leaf_nodes=31, learning_rate=.05, early_stopping=False, random_state=1).fit(x, y)

    def score(self, rows):
        return self.model.predict_proba(rows)[:, 1]

    def load(self):
        import pickle
        text = pickle.dumps(self.model)
        began = time.perf_counter()
        pickle.loads(text)
        return time.perf_counter() - began


peer = dict(xgboost=Xgboost, sklearn=Sklearn)[who]()
print(json.dumps({}), flush=True)
for line in sys.stdin:
    what, *rest = line.split(maxsplit=1)
    began = time.perf_counter()
    answer = {}
    if what == 'fit':
        base = peak()
        peer.fit(int(rest[0]))
        answer = dict(value=time.perf_counter() - began, memory=peak() - base)
    elif what == 'score':
        rows = 0
        while rows == 0 or time.perf_counter() - began < .5:
            peer.score(test)
            rows += len(test)
        answer = dict(value=rows / (time.perf_counter() - began))
    elif what == 'row':
        took = []
        while len(took) < 200 or (time.perf_counter() - began < .3):
            row = test[len(took) % len(test)][None, :]
            start = time.perf_counter()
            peer.score(row)
            took.append(time.perf_counter() - start)
        answer = dict(value=float(np.median(took)) * 1e6)
    elif what == 'load':
        answer = dict(value=float(np.median([peer.load() for _ in range(21)])) * 1000)
    elif what == 'predict':
        peer.score(test).astype(np.float64).tofile(rest[0].strip())
    print(json.dumps(answer), flush=True)
