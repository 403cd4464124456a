def f(alpha, *, beta=1):
    pass
def positional(x, /, yyy=1):
    pass
class C:
    def method(self, value):
        pass

def attempt(action):
    try:
        action()
    except TypeError as error:
        print(error)
        # expect: f() got an unexpected keyword argument 'alph'. Did you mean 'alpha'?
        # expect: f() got an unexpected keyword argument 'zzz'
        # expect: f() got an unexpected keyword argument 'Beta'. Did you mean 'beta'?
        # expect: f() got an unexpected keyword argument 'bxta'. Did you mean 'beta'?
        # expect: f() got an unexpected keyword argument 'bxxa'
        # expect: positional() got an unexpected keyword argument 'xx'
        # expect: positional() got an unexpected keyword argument 'yy'. Did you mean 'yyy'?
        # expect: C.method() got an unexpected keyword argument 'velue'. Did you mean 'value'?
        # expect: C.method() got an unexpected keyword argument 'sel'. Did you mean 'self'?
attempt(lambda: f(1, alph=1))
attempt(lambda: f(1, zzz=2))
attempt(lambda: f(1, Beta=2))
attempt(lambda: f(1, bxta=2))
attempt(lambda: f(1, bxxa=2))
attempt(lambda: positional(1, xx=2))
attempt(lambda: positional(1, yy=2))
attempt(lambda: C().method(velue=1))
attempt(lambda: C().method(sel=1, value=2))
