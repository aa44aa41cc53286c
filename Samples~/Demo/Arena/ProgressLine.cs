using System;
using System.Threading.Tasks;
using Spectre.Console;

namespace P2PNet.Demo;

/// <summary>What is going on, in one line that changes; in lines below each other on standard error where the output goes to a file or a pipe.</summary>
internal sealed class ProgressLine
{
    private StatusContext? _status;
    private string? _said;

    /// <summary>How often it is worth saying something.</summary>
    public TimeSpan Interval => TimeSpan.FromMilliseconds(_status is null ? 1000 : 200);

    public Task RunAsync(Func<ProgressLine, Task> work)
    {
        if (Console.IsOutputRedirected) return work(this);
        return AnsiConsole.Status().StartAsync("…", status =>
        {
            _status = status;
            return work(this);
        });
    }

    public void Say(string text)
    {
        if (text == _said) return;
        _said = text;
        if (_status is null) Console.Error.WriteLine(text);
        else _status.Status(Markup.Escape(text));
    }
}
