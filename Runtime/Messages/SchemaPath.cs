using System.Collections.Generic;
using System.Text;

namespace P2PNet.Messages
{
    /// <summary>The way to a type inside a message: <c>key 1[].0</c> is the member 0 of the elements of the member 1.</summary>
    internal sealed class SchemaPath
    {
        /// <summary>The length in characters at which a path is cut. Types that hold themselves make paths of any length.</summary>
        public const int MaxLength = 80;

        private readonly SchemaPath? _outer;
        private readonly string _step;

        public SchemaPath(SchemaPath? outer, string step)
        {
            _outer = outer;
            _step = step;
        }

        public override string ToString()
        {
            var steps = new Stack<string>();
            for (SchemaPath? at = this; at != null; at = at._outer) steps.Push(at._step);

            var text = new StringBuilder();
            while (steps.Count > 0 && text.Length <= MaxLength) text.Append(steps.Pop());
            if (text.Length > 0 && text[0] == '.') text.Remove(0, 1);
            if (text.Length > 0 && !text.ToString().StartsWith("case ", System.StringComparison.Ordinal)) text.Insert(0, "key ");
            return text.ToString();
        }
    }
}
