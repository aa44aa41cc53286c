using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Text;
using Microsoft.Extensions.Logging;

namespace P2PNet.IntegrationTests.Server;

/// <summary>Everything that a server logs, with all scopes, structured values and exceptions.</summary>
internal sealed class CapturedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            logs._lines.Enqueue(category + " scope " + Text(state));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs._lines.Enqueue(logLevel + " " + category + " " + eventId.Id + " " + formatter(state, exception) + " " + Text(state) + " " + exception);

        private static string Text<TState>(TState state)
        {
            if (state is not IEnumerable<KeyValuePair<string, object?>> values) return state?.ToString() ?? "";
            var text = new StringBuilder();
            foreach (KeyValuePair<string, object?> value in values) text.Append(value.Key).Append('=').Append(value.Value).Append(' ');
            return text.ToString();
        }
    }
}
