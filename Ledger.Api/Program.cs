using Ledger.Api;
using Ledger.Api.Bundles;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Platform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("ledger", Defaults.Configure);
builder.AddLedgers();
builder.Services.AddDatasets();
builder.Services.AddBundles();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
var ledger = app.MapLedgers();
ledger.MapLog(app.Services.GetRequiredService<LedgerOptions>());
ledger.MapDatasets();
app.MapBundles(ledger);
app.Run();
