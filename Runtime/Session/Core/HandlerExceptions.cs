using System;
using System.Runtime.ExceptionServices;

namespace P2PNet
{
    /// <summary>What handlers of the game throw, until somebody hears of it. Thread: that of <see cref="Session.Poll"/>.</summary>
    internal sealed class HandlerExceptions
    {
        private Exception? _unheard;

        /// <summary>Hears each of them, one after the other.</summary>
        public event Action<Exception>? Failed;

        /// <summary>Calls the handlers of an event; what they throw is reported, for what follows has to run.</summary>
        public void Call<T>(Action<T>? handlers, T argument)
        {
            try
            {
                handlers?.Invoke(argument);
            }
#pragma warning disable CA1031 // Whatever it is, it must not keep the news from other handlers.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Report(exception);
            }
        }

        public void Report(Exception exception)
        {
            if (Failed == null)
            {
                _unheard ??= exception;
                return;
            }

            try
            {
                Failed(exception);
            }
#pragma warning disable CA1031 // The handler of last resort failed as well.
            catch (Exception second)
#pragma warning restore CA1031
            {
                _unheard ??= second;
            }
        }

        /// <summary>Throws the first that nobody heard, once.</summary>
        public void ThrowUnheard()
        {
            if (_unheard == null) return;
            Exception first = _unheard;
            _unheard = null;
            ExceptionDispatchInfo.Capture(first).Throw();
        }
    }
}
